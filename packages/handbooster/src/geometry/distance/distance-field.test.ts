import { Random } from '@handbooster/torch/random';
import { describe, expect, it } from 'vitest';
import { type DistanceField, sampleDistance } from './distance-field.js';

/** A field sampled from a function. */
function fieldOf(f: (x: number, y: number, z: number) => number, cell: number): DistanceField {
  const size: [number, number, number] = [12, 9, 11];
  const origin: [number, number, number] = [-0.05, -0.04, -0.06];
  const values = new Float32Array(size[0] * size[1] * size[2]);
  let n = 0;
  for (let i = 0; i < size[0]; i++) {
    for (let j = 0; j < size[1]; j++) {
      for (let k = 0; k < size[2]; k++) {
        values[n++] = f(origin[0] + i * cell, origin[1] + j * cell, origin[2] + k * cell);
      }
    }
  }
  return { size, origin, cell, values };
}

describe('sampleDistance', () => {
  const out = new Float64Array(4);

  it('is exact for what is linear in each coordinate', () => {
    const field = fieldOf((x, y, z) => 2 * x - y + 3 * z + 40 * x * y * z, 0.01);
    sampleDistance(field, 0.0123, -0.0217, 0.0031, out);
    expect(out[0]).toBeCloseTo(2 * 0.0123 + 0.0217 + 3 * 0.0031 + 40 * 0.0123 * -0.0217 * 0.0031, 7);
    expect(out[2]).toBeCloseTo(-1 + 40 * 0.0123 * 0.0031, 4);
  });

  it('has the slope of finite differences inside and outside', () => {
    const field = fieldOf((x, y, z) => Math.sqrt(x * x + y * y + z * z) - 0.02, 0.01);
    const random = new Random(1, 'field');
    for (let trial = 0; trial < 200; trial++) {
      const p = [random.uniform(-0.09, 0.1), random.uniform(-0.08, 0.08), random.uniform(-0.09, 0.09)];
      sampleDistance(field, p[0], p[1], p[2], out);
      const slope = out.slice(1);
      for (let k = 0; k < 3; k++) {
        const [up, down] = [p.slice(), p.slice()];
        up[k] += 1e-7;
        down[k] -= 1e-7;
        sampleDistance(field, up[0], up[1], up[2], out);
        const high = out[0];
        sampleDistance(field, down[0], down[1], down[2], out);
        expect(slope[k]).toBeCloseTo((high - out[0]) / 2e-7, 4);
      }
    }
  });

  it('grows with the way to the grid outside it', () => {
    const field = fieldOf((x) => x, 0.01);
    sampleDistance(field, 0.1, 0, 0, out);
    expect(out[0]).toBeCloseTo(0.1, 6);
    sampleDistance(field, 0, 0.14, 0, out);
    expect(out[0]).toBeCloseTo(0.1, 6);
  });
});
