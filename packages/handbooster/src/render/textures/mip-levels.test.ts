import { Random } from '@handbooster/torch';
import { describe, expect, it } from 'vitest';
import type { Texture } from '../../objects/object-model.js';
import { mipLevels } from './mip-levels.js';

function randomTexture(width: number, height: number): Texture {
  const random = new Random(width, height, 'texture');
  return {
    width,
    height,
    pixels: Uint8Array.from({ length: width * height * 3 }, () => random.integer(256)),
  };
}

describe('mipLevels', () => {
  it.each([
    [16, 16],
    [13, 9],
    [1, 6],
    [5, 1],
  ])('halves %i x %i down to one texel and keeps the mean', (width, height) => {
    const texture = randomTexture(width, height);
    const { levels } = mipLevels(texture);
    const last = levels[levels.length - 1];
    expect([last.width, last.height]).toEqual([1, 1]);
    for (let i = 1; i < levels.length; i++) {
      expect(levels[i].width).toBe(Math.max(1, levels[i - 1].width >> 1));
      expect(levels[i].height).toBe(Math.max(1, levels[i - 1].height >> 1));
    }
    for (let k = 0; k < 3; k++) {
      let sum = 0;
      for (let i = k; i < texture.pixels.length; i += 3) sum += texture.pixels[i];
      expect(Math.abs(last.pixels[k] - sum / (width * height))).toBeLessThan(1.5);
    }
    expect(mipLevels(texture).levels).toBe(levels);
  });
});
