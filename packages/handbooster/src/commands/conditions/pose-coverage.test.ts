import { Random } from '@handbooster/torch/random';
import { expect, test } from 'vitest';
import { axisAngleToMatrix, rotateVector } from '../../geometry/rotations.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import type { Run } from '../../pipeline/run/open-run.js';
import { poseCoverage } from './pose-coverage.js';

const hand = loadBuiltinHand();
const random = new Random('coverage');
const posed = (pose: Float32Array) => ({ joints: decodeHands(hand, pose).joints, hand: { pose } });
const anyPose = () => random.fillNormal(new Float32Array(48), 0, 0.4);
/** The same fingers under another turn of the wrist. */
const turned = (pose: Float32Array) =>
  posed(Float32Array.from(pose, (value, i) => (i < 3 ? random.normal(0, 1) : value)));

const runOf = (train: object[], conditions: object[], tested: object[]) =>
  ({
    trainingSplit: async () => ({ samples: train }),
    conditions: async () => conditions,
    split: async () => ({ samples: tested }),
    captured: { note: { validation: 'val', tests: ['test_all'] } },
  }) as unknown as Run;

test('fingers count without the wrist’s turn, hands as they are seen with it', async () => {
  const poses = Array.from({ length: 4 }, anyPose);
  const [a, b, c, d] = poses;
  const run = runOf([posed(a), posed(b)], [turned(c)], [turned(a), turned(c), posed(d)]);
  const [row] = await poseCoverage(run, 'fingers');
  // Brute force for the third: mean distance of joints, each hand turned back by its root.
  const back = ({ joints, hand: { pose } }: ReturnType<typeof posed>) => {
    const inverse = axisAngleToMatrix([-pose[0], -pose[1], -pose[2]]);
    return Array.from({ length: 21 }, (_, j) =>
      rotateVector(
        inverse,
        [0, 1, 2].map((k) => joints[3 * j + k] - joints[k]),
      ),
    );
  };
  const far = (one: ReturnType<typeof posed>, other: ReturnType<typeof posed>) => {
    const [p, q] = [back(one), back(other)];
    return p.reduce((sum, point, j) => sum + Math.hypot(...point.map((value, k) => value - q[j][k])), 0) / 20;
  };
  const real = [a, b].map((pose) => far(posed(d), posed(pose)));
  const toC = [a, b].map((pose) => far(posed(c), posed(pose)));
  expect(row.real).toBeCloseTo((1000 * (0 + Math.min(...toC) + Math.min(...real))) / 3, 2);
  expect(row.together).toBeCloseTo((1000 * Math.min(...real, far(posed(d), posed(c)))) / 3, 2);
  expect(row.samples).toBe(3);
  expect(row.nearer).toBeGreaterThanOrEqual(1 / 3);
  // As they are seen, a turned hand is another hand.
  const [seen] = await poseCoverage(run, 'seen');
  expect(seen.real).toBeGreaterThan(row.real + 1);
});
