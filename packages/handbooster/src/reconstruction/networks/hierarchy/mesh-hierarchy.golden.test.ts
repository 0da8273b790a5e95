import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FormulaTensors, goldenFolder, hasGolden } from '../../../../test/support/formula-tensors.js';
import { decimate } from './decimate.js';
import { spirals } from './spirals.js';
import { upSampling } from './up-sampling.js';

const NAME = 'reconstruction/mesh_hierarchy_grid.json';

interface GoldenLevel {
  n_vertices: number;
  faces: number[][];
  spirals9?: number[][];
  kdtree_fallbacks?: number;
  /** Vertices of this level that the next one keeps. */
  kept?: number[];
  /** [row, column, weight] of the map from the next level to this one. */
  up?: [number, number, number][];
}

describe.skipIf(!hasGolden(NAME))(`mesh hierarchy against ${goldenFolder}/${NAME}`, () => {
  const golden = hasGolden(NAME)
    ? JSON.parse(readFileSync(`${goldenFolder}/${NAME}`, 'utf8'))
    : { levels: [] };
  const levels: GoldenLevel[] = golden.levels;
  const width = 20;
  // The file's own words: k: (0.01 (k % 20), 0.01 floor(k / 20), 0.3 + 0.02 u_k), u the hash of the name
  // `grid`.
  const grid = () => {
    const u = new FormulaTensors(golden.salt ?? '').unit('grid', levels[0].n_vertices);
    return Float64Array.from({ length: 3 * levels[0].n_vertices }, (_, i) => {
      const k = Math.floor(i / 3);
      return [0.01 * (k % width), 0.01 * Math.floor(k / width), 0.3 + 0.02 * u[k]][i % 3];
    });
  };

  it('decimates to the same vertices and faces, lifts with the same entries, winds the same spirals', () => {
    let vertices = grid();
    expect(levels.length).toBeGreaterThan(1);
    levels.forEach((level, index) => {
      const faces = level.faces.flat();
      if (level.spirals9 !== undefined) {
        const { indices, fallbacks } = spirals(vertices, faces, 9);
        expect([...indices], `spirals of level ${index}`).toEqual(level.spirals9.flat());
        if (level.kdtree_fallbacks !== undefined) expect(fallbacks).toBe(level.kdtree_fallbacks);
      }
      if (level.kept === undefined || level.up === undefined) return;
      const coarse = decimate(vertices, faces, levels[index + 1].n_vertices);
      expect([...coarse.kept], `kept of level ${index}`).toEqual(level.kept);
      expect([...coarse.faces], `faces of level ${index + 1}`).toEqual(levels[index + 1].faces.flat());
      const kept = Float64Array.from(
        [...coarse.kept].flatMap((v) => [...vertices.subarray(3 * v, 3 * v + 3)]),
      );
      const up = upSampling(vertices, kept, coarse.faces);
      expect(up.columns).toHaveLength(level.up.length);
      // A point on an edge belongs to two faces; which one's third corner gets the stored zero is a tie. So
      // entries are compared as the matrix they make.
      const size = coarse.kept.length;
      const expected = new Float64Array((vertices.length / 3) * size);
      for (const [row, column, weight] of level.up) expected[row * size + column] = weight;
      const found = new Float64Array(expected.length);
      up.columns.forEach((column, i) => {
        found[Math.floor(i / 3) * size + column] = up.weights[i];
      });
      expect(found).toBeAllclose(expected, { absolute: 1e-4 });
      vertices = kept;
    });
  });
});
