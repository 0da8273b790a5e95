import { beforeAll, describe, expect, it } from 'vitest';
import type { LandmarkNetworks } from './landmark-networks.js';
import { openLandmarkNetworks } from './open-landmark-networks.js';

/**
 * What Google's own runtime (@litertjs/core 2.5.3, XNNPACK, in Chromium) makes of the files of
 * @mediapipe/hands for the picture below: the first and last numbers of each output, and the sum of all.
 */
const LITERT = {
  boxes: {
    first: [-6.4077682, -3.7791951, 19.85405, 19.8526459, -3.3165095, 6.5178456],
    last: [-14.2775068, -7.9019175, -18.3745556, -21.3376961, 14.3277874, 7.142365],
    sum: 134542.154,
  },
  scores: {
    first: [-9.0067072, -11.3697176, -10.5968895, -12.9675207, -10.4107437, -12.2081823],
    last: [-8.1022129, -7.9116531, -8.6427183, -9.5676985, -10.094697, -10.0552931],
    sum: -18600.639,
  },
  landmarks: {
    first: [115.9891816, 181.6524963, 0.0001362, 112.2025681, 159.4460907, 3.1946838],
    last: [123.5093002, 80.3496628, -0.708582, 120.8064499, 72.40971, 1.1764218],
    sum: 4295.00568,
  },
  presence: { first: [0.0023875078], last: [0.0023875078], sum: 0.0023875078 },
  side: { first: [0.27327311], last: [0.27327311], sum: 0.27327311 },
  world: {
    first: [0.0046347, 0.103044, 0.0592943, 0.0071672, 0.0823667, 0.0585511],
    last: [0.0012029, -0.0369977, 0.0064106, 0.0056077, -0.0527906, 0.0190062],
    sum: -0.35494558,
  },
};

/** Some waves, channels last as in the other runtime, brought into ours. */
function waves(size: number): Float32Array {
  const image = new Float32Array(3 * size * size);
  for (let i = 0; i < image.length; i++) {
    image[(i % 3) * size * size + Math.floor(i / 3)] =
      0.5 + 0.5 * Math.sin(i * 0.013 + Math.sin(i * 0.0007) * 9);
  }
  return image;
}

describe('the hand networks of MediaPipe, turned into ONNX', () => {
  let networks: LandmarkNetworks;
  beforeAll(async () => {
    networks = await openLandmarkNetworks();
  });

  it.each([
    ['palms', 192, ['boxes', 'scores']],
    ['landmarks', 224, ['landmarks', 'presence', 'side', 'world']],
  ] as const)('%s: as another runtime runs the original', async (name, size, outputs) => {
    const found = await networks[name](waves(size));
    for (const output of outputs) {
      const { first, last, sum } = LITERT[output];
      const values = Array.from(found[output]);
      // Sixty layers of single precision in another order of summing: some hundred roundings of the largest
      // number.
      const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const absolute = 100 * 2 ** -24 * largest + 1e-6;
      expect(values.slice(0, first.length)).toBeAllclose(first, { absolute });
      expect(values.slice(-last.length)).toBeAllclose(last, { absolute });
      expect(Math.abs(values.reduce((a, b) => a + b, 0) - sum)).toBeLessThan(values.length * absolute);
    }
  });
});
