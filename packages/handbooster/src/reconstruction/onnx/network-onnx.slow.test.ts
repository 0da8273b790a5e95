import { describe, expect, it } from 'vitest';
import { expectOnnxParity, formulaNetwork } from '../../../test/support/onnx-parity.js';
import { roundToHalf } from './round-to-half.js';

// Gains as in the recorded runs of the official networks, so that signals neither fade nor grow. HandOccNet's
// is less: its gate multiplies a query by the sum of 1024 keys, and with such weights its argument is so
// large that float32 itself would lose more than the comparison allows it.
describe('the paper’s networks in ONNX give the engine’s outputs', () => {
  it.each([
    ['mobrecon', 128, Math.SQRT2],
    ['mobrecon-ds', 128, Math.SQRT2],
    ['h2onet', 128, Math.SQRT2],
  ] as const)('%s, one image and three', async (name, size, gain) => {
    await expectOnnxParity(formulaNetwork(name, size, gain), [1, 3]);
  });

  it('handoccnet, one image and two', async () => {
    await expectOnnxParity(formulaNetwork('handoccnet', 256, 0.8), [1, 2]);
  });
});

describe('MobRecon-S in ONNX', () => {
  it('gives the engine’s outputs for one image and for five', async () => {
    const { bytes } = await expectOnnxParity(formulaNetwork('mobrecon-s', 64, Math.SQRT2), [1, 5]);
    expect(bytes).toBeLessThan(8.5e6);
  });

  it('gives them in the form for OpenCV 4, for one image', async () => {
    await expectOnnxParity(formulaNetwork('mobrecon-s', 64, Math.SQRT2), [1], { opencv4: true });
  });

  it('gives them with weights in half precision, in half the bytes', async () => {
    const network = formulaNetwork('mobrecon-s', 64, Math.SQRT2);
    roundToHalf(network.network);
    const { bytes } = await expectOnnxParity(network, [2], { half: true });
    expect(bytes).toBeLessThan(4.4e6);
  });
});
