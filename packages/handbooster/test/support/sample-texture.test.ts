import { Random } from '@handbooster/torch';
import { describe, expect, it } from 'vitest';
import type { Texture } from '../../src/objects/object-model.js';
import { mipLevels } from '../../src/render/textures/mip-levels.js';
import { sampleTexture } from './sample-texture.js';

const RED = [255, 0, 0];
const GREEN = [0, 255, 0];
const BLUE = [0, 0, 255];
const WHITE = [255, 255, 255];

/** Red and green above, blue and white below. */
const quarters: Texture = { width: 2, height: 2, pixels: Uint8Array.from([RED, GREEN, BLUE, WHITE].flat()) };

function randomTexture(width: number, height: number): Texture {
  const random = new Random(width, height, 'texture');
  return {
    width,
    height,
    pixels: Uint8Array.from({ length: width * height * 3 }, () => random.integer(256)),
  };
}

describe('sampleTexture', () => {
  const sample = (texture: Texture, u: number, v: number, level = 0) => {
    const out = new Float32Array(3);
    sampleTexture(mipLevels(texture), u, v, level, out);
    return Array.from(out);
  };

  it('has (0, 0) at the bottom left', () => {
    expect(sample(quarters, 0.25, 0.75)).toEqual(RED);
    expect(sample(quarters, 0.75, 0.75)).toEqual(GREEN);
    expect(sample(quarters, 0.25, 0.25)).toEqual(BLUE);
    expect(sample(quarters, 0.75, 0.25)).toEqual(WHITE);
  });

  it('mixes neighbours by distance and repeats', () => {
    expect(sample(quarters, 0.5, 0.75)).toBeAllclose([127.5, 127.5, 0]);
    expect(sample(quarters, 0.375, 0.75)).toBeAllclose([191.25, 63.75, 0]);
    expect(sample(quarters, -0.75, 1.75)).toBeAllclose(RED);
    expect(sample(quarters, 0, 0.75)).toBeAllclose([127.5, 127.5, 0]);
    expect(sample(quarters, 5.25, -3.75)).toBeAllclose(BLUE);
  });

  it('agrees with four weighted texels anywhere', () => {
    const texture = randomTexture(7, 5);
    const random = new Random('places');
    for (let i = 0; i < 200; i++) {
      const [u, v] = [random.uniform(-2, 2), random.uniform(-2, 2)];
      const expected = [0, 0, 0];
      // Each texel is a tent two texels wide, repeated.
      for (let y = 0; y < 5; y++) {
        for (let x = 0; x < 7; x++) {
          const apart = (a: number, period: number) => Math.abs(a - period * Math.round(a / period));
          const wx = Math.max(0, 1 - apart(u * 7 - 0.5 - x, 7));
          const wy = Math.max(0, 1 - apart((1 - v) * 5 - 0.5 - y, 5));
          for (let k = 0; k < 3; k++) expected[k] += wx * wy * texture.pixels[(y * 7 + x) * 3 + k];
        }
      }
      expect(sample(texture, u, v)).toBeAllclose(expected, { absolute: 1e-3 });
    }
  });

  it('goes over from level to level', () => {
    const mean = [127.5, 127.5, 127.5].map(Math.round);
    expect(sample(quarters, 0.3, 0.6, 1)).toEqual(mean);
    expect(sample(quarters, 0.3, 0.6, 9)).toEqual(mean);
    const half = sample(quarters, 0.25, 0.75, 0.5);
    expect(half).toBeAllclose([(255 + 128) / 2, 64, 64]);
  });
});
