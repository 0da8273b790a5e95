import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FormulaTensors, goldenFolder, hasGolden } from '../../../test/support/formula-tensors.js';
import { PAPER_POSE_METRIC, preparePoses } from '../poses/pose-metric.js';
import { crossDistributionWeights, PAPER_CROSS_DISTRIBUTION } from './cross-distribution.js';
import { farthestPoses } from './farthest-poses.js';

const NAME = 'sampling.json';

describe.skipIf(!hasGolden(NAME))(`sampling against ${goldenFolder}/${NAME}`, () => {
  const golden = hasGolden(NAME) ? JSON.parse(readFileSync(`${goldenFolder}/${NAME}`, 'utf8')) : {};
  const formula = new FormulaTensors(golden.salt);
  // The file's recipe: 2u - 1, the first numbers as quaternions with w = 0.4 + |w| made unit, the last three
  // times 0.1.
  const poses = (name: string, count: number): Float64Array[] => {
    const values = formula.signed(name, count * golden.dim);
    return Array.from({ length: count }, (_, row) => {
      const vector = values.slice(row * golden.dim, (row + 1) * golden.dim);
      const translation = golden.dim - 3;
      for (let q = 0; q < translation; q += 4) {
        vector[q] = 0.4 + Math.abs(vector[q]);
        const norm = Math.hypot(...vector.subarray(q, q + 4));
        for (let k = q; k < q + 4; k++) vector[k] /= norm;
      }
      for (let k = translation; k < golden.dim; k++) vector[k] *= 0.1;
      return vector;
    });
  };
  const real = () => poses('real', golden.real);
  const synthetic = () => poses('synthetic', golden.synthetic);

  it('picks the same farthest poses (Alg. 1)', () => {
    const picks = (vectors: Float64Array[], count: number, start: number) =>
      farthestPoses(preparePoses(vectors, PAPER_POSE_METRIC), count, start).picks;
    expect(picks(real(), golden.M, golden.start_real)).toEqual(golden.selected_real);
    expect(picks(synthetic(), golden.N, golden.start_synthetic)).toEqual(golden.selected_synthetic);
  });

  it('gives the same weights and probabilities (Eq. 6)', () => {
    const chosen = (vectors: Float64Array[], indices: number[]) =>
      preparePoses(
        indices.map((i) => vectors[i]),
        PAPER_POSE_METRIC,
      );
    const { weights, probabilities } = crossDistributionWeights(
      chosen(synthetic(), golden.selected_synthetic),
      chosen(real(), golden.selected_real),
      PAPER_CROSS_DISTRIBUTION,
    );
    expect(weights).toBeAllclose(golden.weights, { relative: 1e-6, absolute: 1e-9 });
    expect(probabilities).toBeAllclose(golden.probabilities, { relative: 1e-6, absolute: 1e-10 });
  });
});
