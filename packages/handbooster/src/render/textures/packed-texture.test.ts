import { Random } from '@handbooster/torch';
import { describe, expect, it } from 'vitest';
import { sampleTexture } from '../../../test/support/sample-texture.js';
import { mipLevels } from './mip-levels.js';
import { PACKED_STEPS, packedLevels, samplePacked } from './packed-texture.js';

const random = new Random('packed');
const [width, height] = [13, 7];
const pixels = Uint8Array.from({ length: width * height * 3 }, () => random.integer(256));
const texture = { width, height, pixels };

describe('packed textures', () => {
  it('have the colours of the texture at the middles of its texels', () => {
    const [level] = packedLevels(texture);
    const out = new Int32Array(3);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        samplePacked(level, (x + 0.5) / width, 1 - (y + 0.5) / height, out);
        const i = (y * width + x) * 3;
        // A 256th of a texel is lost where the middle is not hit to the last bit.
        for (let k = 0; k < 3; k++) expect(Math.abs(out[k] / 4 - pixels[i + k])).toBeLessThan(2.1);
      }
    }
  });

  it('agree with exact mixing to the position’s 512th of a texel, also where the texture repeats', () => {
    const mips = mipLevels(texture);
    const levels = packedLevels(texture);
    expect(levels.map((level) => [level.width, level.height])).toEqual(
      mips.levels.map((level) => [level.width, level.height]),
    );
    const exact = new Float64Array(3);
    const packed = new Int32Array(3);
    let sum = 0;
    const draws = 2000;
    for (let i = 0; i < draws; i++) {
      const [u, v] = [random.uniform(-2, 3), random.uniform(-2, 3)];
      const level = random.integer(levels.length);
      sampleTexture(mips, u, v, level, exact);
      samplePacked(levels[level], u, v, packed);
      for (let k = 0; k < 3; k++) {
        const difference = packed[k] / 4 - exact[k];
        expect(packed[k]).toBeGreaterThanOrEqual(0);
        expect(packed[k]).toBeLessThanOrEqual(PACKED_STEPS);
        // Half a step each way in two directions of at most 255, and the rounding of weights and of the
        // result.
        expect(Math.abs(difference)).toBeLessThan(2.6);
        sum += difference;
      }
    }
    expect(Math.abs(sum / (3 * draws))).toBeLessThan(0.1);
  });
});

it('needs no memory that is shared: a page has none', () => {
  const shared = globalThis.SharedArrayBuffer;
  const texture = () => ({
    width: 5,
    height: 3,
    pixels: Uint8Array.from({ length: 45 }, (_, i) => (i * 37) % 256),
  });
  const [expected] = packedLevels(texture());
  try {
    Reflect.deleteProperty(globalThis, 'SharedArrayBuffer');
    const [found] = packedLevels(texture());
    expect([...found.texels]).toEqual([...expected.texels]);
  } finally {
    globalThis.SharedArrayBuffer = shared;
  }
});
