import { Random } from '@handbooster/torch/random';
import { describe, expect, it } from 'vitest';
import { LensBlur } from './lens-blur.js';

/** Every pixel as the weighted sum over the whole neighbourhood, edges repeated. */
function blurred(light: Float32Array, width: number, height: number, sigma: number): Float64Array {
  const reach = Math.max(1, Math.ceil(sigma * 2.5));
  const out = new Float64Array(light.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        let total = 0;
        for (let dy = -reach; dy <= reach; dy++) {
          for (let dx = -reach; dx <= reach; dx++) {
            const weight = Math.exp(-(dx * dx + dy * dy) / (2 * sigma * sigma));
            const row = Math.min(height - 1, Math.max(0, y + dy));
            const column = Math.min(width - 1, Math.max(0, x + dx));
            sum += weight * light[(row * width + column) * 3 + c];
            total += weight;
          }
        }
        out[(y * width + x) * 3 + c] = sum / total;
      }
    }
  }
  return out;
}

describe('LensBlur', () => {
  it.each([0.3, 0.5, 0.85, 1.3])('blurs by %d pixels as the full sum does, edges included', (sigma) => {
    const [width, height] = [13, 9];
    const lens = new LensBlur(sigma);
    for (const seed of [1, 2]) {
      const light = new Random('lens-blur', seed).fillUniform(new Float32Array(width * height * 3));
      lens.open(light, width, height);
      const got: number[] = [];
      for (let y = 0; y < height; y++) {
        lens.next();
        got.push(...lens.line);
      }
      // Sums of at most 81 float32 numbers below 1.
      expect(got).toBeAllclose(blurred(light, width, height, sigma), { absolute: 1e-6 });
    }
  });

  it('passes pictures on as they are below a fifth of a pixel', () => {
    const light = Float32Array.of(1, 2, 3, 4, 5, 6);
    const lens = new LensBlur(0.1);
    lens.open(light, 2, 1);
    lens.next();
    expect(lens.line).toBeAllclose(light);
  });
});
