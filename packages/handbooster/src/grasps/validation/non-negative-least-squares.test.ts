import { Random } from '@handbooster/torch/random';
import { describe, expect, it } from 'vitest';
import { nonNegativeLeastSquares } from './non-negative-least-squares.js';

describe('nonNegativeLeastSquares', () => {
  it('meets the conditions of the optimum on random problems', () => {
    const random = new Random(1, 'nnls');
    for (let trial = 0; trial < 100; trial++) {
      const [rows, count] = [6, 3 + random.integer(40)];
      const columns = random.fillNormal(new Float64Array(rows * count));
      const target = random.fillNormal(new Float64Array(rows));
      const { weights, residual } = nonNegativeLeastSquares(columns, rows, target);
      const rest = target.slice();
      for (let c = 0; c < count; c++) {
        expect(weights[c]).toBeGreaterThanOrEqual(0);
        for (let r = 0; r < rows; r++) rest[r] -= weights[c] * columns[c * rows + r];
      }
      expect(Math.hypot(...rest)).toBeCloseTo(residual, 8);
      for (let c = 0; c < count; c++) {
        let slope = 0;
        for (let r = 0; r < rows; r++) slope += columns[c * rows + r] * rest[r];
        expect(slope).toBeLessThan(1e-6);
        if (weights[c] > 0) expect(Math.abs(slope)).toBeLessThan(1e-6);
      }
    }
  });
});
