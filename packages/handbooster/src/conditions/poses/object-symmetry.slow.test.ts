import { Random } from '@handbooster/torch';
import { describe, expect, it } from 'vitest';
import { multiplyQuaternions, quaternionToMatrix, rotateVector } from '../../geometry/rotations.js';
import { proceduralObjects } from '../../objects/procedural/procedural-objects.js';
import { farthestPoses } from '../selection/farthest-poses.js';
import { type ObjectSymmetry, objectSymmetry } from './object-symmetry.js';
import { PAPER_POSE_METRIC, POSE_METRIC_DEFAULTS, poseDistance, preparePoses } from './pose-metric.js';

const objects = new Map(proceduralObjects().map((object) => [object.id, object]));
const objectOf = (id: number) => {
  const object = objects.get(id);
  if (object === undefined) throw new Error(`no object ${id}`);
  return object;
};

describe('symmetries of objects', () => {
  it('are found in the shape as the table of YCB says', () => {
    const seen = [...objects.values()].map((object) => {
      const { rotations, axis } = objectSymmetry(object, 'detect');
      return [object.id, rotations.length, axis && [...axis].join(' ')];
    });
    const round = [2, '0 0 1'];
    const brick = [4, null];
    const squareBrick = [8, null];
    const expected: Record<number, unknown[]> = { 1: round, 2: brick, 3: brick, 4: round, 6: round };
    Object.assign(expected, { 7: brick, 8: brick, 9: brick, 16: squareBrick, 21: squareBrick });
    Object.assign(expected, { 5: [2, null], 12: [2, null], 11: [1, null], 14: [1, null] });
    // The banana's ends are alike, and so are the marker's to within 0.3% of its length: the table knows
    // better.
    Object.assign(expected, { 10: [2, null], 13: [1, '0 0 1'], 18: round });
    expect(seen).toEqual([...objects.keys()].map((id) => [id, ...expected[id]]));
  });

  it('of the table have the axes of the mesh, wherever its origin is', () => {
    const can = objectOf(4);
    // The can lying along x, its frame's origin far from its middle.
    const vertices = can.vertices.slice();
    for (let i = 0; i < vertices.length; i += 3) {
      const [x, y, z] = can.vertices.subarray(i, i + 3);
      vertices.set([z + 0.05, x - 0.02, y + 0.1], i);
    }
    const { center, axis, rotations } = objectSymmetry({ ...can, vertices });
    expect(center).toBeAllclose([0.05, -0.02, 0.1], { absolute: 1e-3, relative: 0 });
    expect([...(axis ?? [])]).toEqual([1, 0, 0]);
    expect(rotations).toHaveLength(2);
    expect(objectSymmetry(objectOf(14))).toMatchObject({ axis: null, rotations: { length: 1 } });
    expect(objectSymmetry(objectOf(2)).rotations).toHaveLength(4);
  });
});

/** Every member of a symmetry, continuous ones in `steps` steps. */
function members({ rotations, axis }: ObjectSymmetry, steps: number): number[][] {
  if (axis === null) return rotations.map((rotation) => [...rotation]);
  return rotations.flatMap((rotation) =>
    Array.from({ length: steps }, (_, k) => {
      const half = (Math.PI * k) / steps;
      const turn = [Math.cos(half), ...Array.from(axis, (value) => value * Math.sin(half))];
      return Array.from(multiplyQuaternions(turn, rotation));
    }),
  );
}

/** The pose vector of the same hand on the object turned by `turn` about `center`. */
function twin(vector: Float64Array, turn: readonly number[], center: ArrayLike<number>): Float64Array {
  const out = vector.slice();
  const before = vector.subarray(60, 64);
  const after = multiplyQuaternions(before, turn);
  const from = rotateVector(quaternionToMatrix(before), center);
  const to = rotateVector(quaternionToMatrix(after), center);
  out.set(after, 60);
  for (let k = 0; k < 3; k++) out[64 + k] += from[k] - to[k];
  return out;
}

const random = new Random('symmetry');
const vectors = Array.from({ length: 40 }, () =>
  Float64Array.from([
    ...Array.from({ length: 16 }, () => random.quaternion()).flatMap((q) => [...q]),
    ...Array.from({ length: 3 }, () => random.normal(0, 0.1)),
  ]),
);
const center = Float64Array.of(0.03, -0.02, 0.05);
const diagonal = Float64Array.of(Math.SQRT1_2, Math.SQRT1_2, 0);
const symmetries: [string, ObjectSymmetry][] = [
  ['box', { ...objectSymmetry(objectOf(2)), center }],
  ['square block', { ...objectSymmetry(objectOf(21), 'detect'), center }],
  ['revolution', { center, rotations: [Float64Array.of(1, 0, 0, 0)], axis: diagonal }],
  [
    'cylinder',
    { center, rotations: [Float64Array.of(1, 0, 0, 0), Float64Array.of(0, 0, 0, 1)], axis: diagonal },
  ],
];

describe.each(symmetries)('the pose metric with the symmetry of a %s', (_, symmetry) => {
  describe.each(['absdot', 'geodesic'] as const)('%s', (kind) => {
    const options = { ...POSE_METRIC_DEFAULTS, kind, objectRotationWeight: 2 };
    const centred = vectors.map((vector) => {
      const moved = rotateVector(quaternionToMatrix(vector.subarray(60, 64)), center);
      return vector.map((value, k) => (k < 64 ? value : value + moved[k - 64]));
    });

    it('is the least over all turns of the object', () => {
      const poses = preparePoses(vectors, { ...options, symmetry });
      for (let j = 1; j < 12; j++) {
        // Turned about the centre: the translation of the centre stays, the rotation changes.
        const twins = members(symmetry, 1440).map((turn) => twin(centred[j], turn, [0, 0, 0]));
        const all = preparePoses([centred[0], ...twins], options);
        let least = Infinity;
        for (let k = 1; k < all.count; k++) least = Math.min(least, poseDistance(all, 0, all, k));
        const distance = poseDistance(poses, 0, poses, j);
        expect(distance).toBeLessThanOrEqual(least + 1e-12);
        expect(distance).toBeCloseTo(least, 4);
        expect(poseDistance(poses, j, poses, 0)).toBeCloseTo(distance, 12);
      }
    });

    it('does not tell twins apart, and farthest-pose sampling never picks two of them', () => {
      const turns = members(symmetry, 7);
      const base = vectors.slice(0, 8);
      const doubled = base.flatMap((vector) => [
        vector,
        twin(vector, turns[random.integer(turns.length)], center),
        twin(vector, turns[random.integer(turns.length)], center),
      ]);
      const poses = preparePoses(doubled, { ...options, symmetry });
      for (let i = 0; i < doubled.length; i += 3) {
        expect(poseDistance(poses, i, poses, i + 1)).toBeCloseTo(0, 6);
      }
      const { picks } = farthestPoses(poses, 8, 0);
      expect(new Set(picks.map((pick) => Math.floor(pick / 3))).size).toBe(8);
    });
  });
});

describe('the paper’s metric', () => {
  it('knows no symmetries', () => {
    expect(() => preparePoses(vectors, { ...PAPER_POSE_METRIC, symmetry: symmetries[0][1] })).toThrow(
      /absdot/,
    );
  });
});
