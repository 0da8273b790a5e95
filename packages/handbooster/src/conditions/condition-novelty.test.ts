import { expect, test } from 'vitest';
import type { Sample } from '../datasets/sample/sample.js';
import { composeRigid, rigid } from '../geometry/rigid-motion.js';
import { axisAngleToMatrix } from '../geometry/rotations.js';
import { handOrientation } from '../hand/hand-orientation.js';
import { conditionNovelty, noveltySummary } from './condition-novelty.js';
import type { StoredCondition } from './creation/condition-files.js';
import { SELECTION_DEFAULTS } from './selection/selection-options.js';

/**
 * A hand turned by `turn` about z with its fingers bent by `bend`, and object `id` at `x` metres, all turned
 * along.
 */
function shown(name: string, turn: number, bend: number, id: number, x = 0): Sample {
  const pose = new Float32Array(48).fill(bend);
  pose.set([0, 0, turn]);
  const body = rigid(axisAngleToMatrix([0, 0, turn]), [0, 0, 0]);
  const own = rigid(axisAngleToMatrix([0.3, 0, 0]), [x, 0.1, 0]);
  return {
    id: name,
    subject: 's',
    sequence: name,
    frame: 0,
    hand: { pose },
    joints: new Float32Array(63),
    objects: [{ id, name: `object-${id}`, pose: composeRigid(body, own) }],
    grasped: 0,
  } as unknown as Sample;
}
const condition = (sample: Sample) =>
  ({
    ...sample,
    kind: 'novel-grasp',
    orientation: handOrientation(sample.hand.pose),
  }) as unknown as StoredCondition;

test('pose and turn to the nearest real ones', async () => {
  const real = [
    shown('a', 0, 0.2, 5),
    shown('b', 1, 0.4, 5),
    shown('c', 2, 0.2, 6),
    shown('idle', 0.1, 0.9, 5),
  ];
  const conditions = [
    condition(shown('turned only', 0.5, 0.4, 5)),
    condition(shown('bent as none', 1, 0.9, 5)),
    condition(shown('of another object', 0, 0.2, 7)),
  ];
  const [turned, bent, other] = await conditionNovelty(
    conditions,
    real,
    ['a', 'b', 'c'],
    [],
    SELECTION_DEFAULTS,
  );
  // Relative to the hand it is b's pose; the nearest orientation is that of `idle`.
  expect(turned.pose).toBeCloseTo(0, 6);
  expect(turned.turn).toBeCloseTo((0.4 * 180) / Math.PI, 2);
  // `idle` has those fingers but shows no grasp.
  expect(bent.pose).toBeGreaterThan(0.01);
  expect(bent.turn).toBeCloseTo(0, 1);
  expect(other).toEqual({ pose: null, turn: expect.closeTo(0, 1) });
});

test('a filter that deletes what is new shows in the thirds', () => {
  const values = [0.9, 0.1, 0.5, 0.8, 0.2, 0.4];
  const kept = values.map((value) => value < 0.6);
  const summary = noveltySummary(values, kept);
  expect(summary.kept).toBeCloseTo(0.3);
  expect(summary.dropped).toBeCloseTo(0.85);
  expect(summary.keptByThird).toEqual([1, 1, 0]);
  expect(noveltySummary([0.1, 0.2], [true, true])).toEqual({
    kept: expect.closeTo(0.15),
    dropped: null,
    keptByThird: null,
  });
});
