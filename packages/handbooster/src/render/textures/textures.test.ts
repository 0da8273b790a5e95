import { Random } from '@handbooster/torch';
import { describe, expect, it } from 'vitest';
import type { Camera } from '../../geometry/camera.js';
import type { ObjectModel, Texture } from '../../objects/object-model.js';
import { rasterise } from '../raster/rasterise.js';
import { mipLevels } from './mip-levels.js';
import { pixelColors } from './pixel-colors.js';
import { sampleNearestLevel, sampleTexture } from './sample-texture.js';

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

/** A rectangle from (x0, y0) to (x1, y1), camera axes, looking at the camera, with the whole texture on it the right way up. */
function poster(x0: number, y0: number, x1: number, y1: number, z: number, texture: Texture): ObjectModel {
  return {
    id: 22,
    name: 'poster',
    // Bottom left, bottom right, top right, top left as the camera sees them; y is down.
    vertices: Float32Array.of(x0, y1, z, x1, y1, z, x1, y0, z, x0, y0, z),
    faces: Uint32Array.of(0, 1, 2, 0, 2, 3),
    uvs: Float32Array.of(0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1),
    texture,
    color: [1, 1, 1],
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
    const nearest = new Float32Array(3);
    sampleNearestLevel(mipLevels(quarters), 0.25, 0.75, 0.49, nearest);
    expect(Array.from(nearest)).toEqual(RED);
    sampleNearestLevel(mipLevels(quarters), 0.25, 0.75, 0.51, nearest);
    expect(Array.from(nearest)).toEqual(mean);
  });
});

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

const camera: Camera = { fx: 100, fy: 100, cx: 49.5, cy: 39.5, width: 100, height: 80 };

describe('pixelColors', () => {
  it('shows a picture the right way up and not mirrored', () => {
    const model = poster(-0.4, -0.3, 0.4, 0.3, 1, quarters);
    const buffer = rasterise([model], camera, { cull: 'back' });
    const colors = pixelColors(buffer, 0, model, model.vertices, camera);
    const at = (x: number, y: number) =>
      Array.from(colors.subarray((y * 100 + x) * 3, (y * 100 + x) * 3 + 3));
    expect(at(30, 25)).toBeAllclose(RED, { absolute: 12 });
    expect(at(69, 25)).toBeAllclose(GREEN, { absolute: 12 });
    expect(at(30, 54)).toBeAllclose(BLUE, { absolute: 12 });
    expect(at(69, 54)).toBeAllclose(WHITE, { absolute: 12 });
  });

  it('places texture on a receding floor as perspective asks', () => {
    // Stripes along z on a floor at y = 1 from z = 2 to 10: pixel row y sees z = fy / (y - cy).
    const stripes: Texture = {
      width: 1,
      height: 64,
      pixels: Uint8Array.from({ length: 192 }, (_, i) => (Math.floor(i / 3) % 8 < 4 ? 255 : 0)),
    };
    const floor: ObjectModel = {
      id: 22,
      name: 'floor',
      vertices: Float32Array.of(-4, 1, 2, 4, 1, 2, 4, 1, 10, -4, 1, 10),
      faces: Uint32Array.of(0, 1, 2, 0, 2, 3),
      uvs: Float32Array.of(0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1),
      texture: stripes,
      color: [1, 1, 1],
    };
    const tall: Camera = { ...camera, cy: -0.5, fy: 400, height: 210 };
    const buffer = rasterise([floor], tall);
    const colors = pixelColors(buffer, 0, floor, floor.vertices, tall);
    let checked = 0;
    for (let y = 45; y < 195; y++) {
      const z = tall.fy / (y - tall.cy);
      const texel = (1 - (z - 2) / 8) * 64;
      // Only well inside a stripe, and where a pixel is smaller than a texel.
      const inStripe = texel % 4;
      if (z > 5 || inStripe < 1 || inStripe > 3) continue;
      expect([y, Math.round(colors[(y * 100 + 50) * 3])]).toEqual([y, Math.floor(texel) % 8 < 4 ? 255 : 0]);
      checked++;
    }
    expect(checked).toBeGreaterThan(30);
  });

  it('uses coarser levels for what is far away or seen at a slant', () => {
    const board: Texture = {
      width: 256,
      height: 256,
      pixels: Uint8Array.from({ length: 256 * 256 * 3 }, (_, i) => {
        const texel = Math.floor(i / 3);
        return (texel + Math.floor(texel / 256)) % 2 ? 255 : 0;
      }),
    };
    const spread = (z: number) => {
      const model = poster(-0.2, -0.2, 0.2, 0.2, z, board);
      const colors = pixelColors(rasterise([model], camera), 0, model, model.vertices, camera);
      const inside = [];
      for (let y = 38; y < 42; y++) for (let x = 48; x < 52; x++) inside.push(colors[(y * 100 + x) * 3]);
      return Math.max(...inside) - Math.min(...inside);
    };
    // A texel is 1.6 mm; at 0.05 m a pixel is 0.5 mm, at 2 m it is 20 mm.
    expect(spread(0.05)).toBeGreaterThan(100);
    expect(spread(2)).toBeLessThan(2);
  });

  it('uses the plain colour where there is no texture', () => {
    const model = {
      ...poster(-1, -1, 1, 1, 1, quarters),
      texture: null,
      color: [0.2, 0.4, 0.6] as [number, number, number],
    };
    const colors = pixelColors(rasterise([model], camera), 0, model, model.vertices, camera);
    expect(Array.from(colors.subarray(0, 3))).toBeAllclose([51, 102, 153], { absolute: 1e-3 });
  });
});
