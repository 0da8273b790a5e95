import { availableParallelism } from 'node:os';
import { Random } from '@handbooster/torch';
import { nearestPoses } from '../../packages/handbooster/src/conditions/poses/nearest-poses.js';
import type { ObjectSymmetry } from '../../packages/handbooster/src/conditions/poses/object-symmetry.js';
import {
  PAPER_POSE_METRIC,
  POSE_METRIC_DEFAULTS,
  type PoseMetricOptions,
  type PoseSet,
  poseSubset,
  preparePoses,
} from '../../packages/handbooster/src/conditions/poses/pose-metric.js';
import { PoseSearch } from '../../packages/handbooster/src/conditions/poses/pose-search.js';
import { poseVector } from '../../packages/handbooster/src/conditions/poses/pose-vector.js';
import { rigid } from '../../packages/handbooster/src/geometry/rigid-motion.js';
import { quaternionToMatrix } from '../../packages/handbooster/src/geometry/rotations.js';
import type { BenchRow } from '../support/bench-row.js';

export const name = 'Pose search';

const ROUNDS = 2;
/** Brute force is timed on so many of the rows, and multiplied. */
const BRUTE = 100;

/**
 * Nearest poses of novelty and coverage, in processor time of all threads, beside comparing pair by pair, by
 * turns in one run. The answers are compared.
 */
export async function run(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  const search = new PoseSearch(availableParallelism());
  for (const [count, others] of [
    [4_000, 40_000],
    [40_000, 40_000],
    [4_000, 400_000],
  ]) {
    rows.push(await measure(search, count, others, 'absdot', POSE_METRIC_DEFAULTS));
  }
  const cylinder: ObjectSymmetry = {
    center: new Float64Array(3),
    rotations: [Float64Array.of(1, 0, 0, 0), Float64Array.of(0, 0, 0, 1)],
    axis: Float64Array.of(1, 0, 0),
  };
  const turned = { ...POSE_METRIC_DEFAULTS, symmetry: cylinder };
  rows.push(await measure(search, 4_000, 40_000, 'absdot, of a can', turned));
  rows.push(await measure(search, 4_000, 40_000, 'paper', PAPER_POSE_METRIC));
  const geodesic: PoseMetricOptions = { ...POSE_METRIC_DEFAULTS, kind: 'geodesic' };
  rows.push(await measure(search, 4_000, 40_000, 'geodesic', geodesic));
  await search.close();
  return rows;
}

async function measure(
  search: PoseSearch,
  count: number,
  others: number,
  words: string,
  metric: PoseMetricOptions,
): Promise<BenchRow> {
  const a = handPoses(count, metric, 'generated');
  const b = handPoses(others, metric, 'real');
  const part = poseSubset(
    a,
    Array.from({ length: BRUTE }, (_, i) => i),
  );
  let [ours, reference] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < ROUNDS; round++) {
    const before = processorSeconds();
    const { distances } = await search.nearest(a, b);
    const between = processorSeconds();
    const expected = nearestPoses(part, b).distances;
    ours = Math.min(ours, between - before);
    reference = Math.min(reference, ((processorSeconds() - between) * count) / BRUTE);
    if (expected.some((distance, i) => distance !== distances[i]))
      throw new Error('not what brute force finds');
  }
  const path = `nearest of ${count} poses among ${others}, ${words} | every pair`;
  const note = `processor time; every pair: of ${BRUTE} poses, times ${count / BRUTE}`;
  return { path, ours, reference, unit: 's', ratio: reference / ours, note };
}

function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Bent fingers, each sequence about a grasp of its own; the object anywhere, turned a little each frame. */
function handPoses(count: number, metric: PoseMetricOptions, name: string): PoseSet {
  const random = new Random(1, 'pose-search', name);
  const frames = 60;
  let [pose, turn, at]: [Float64Array, readonly number[], number[]] = [new Float64Array(48), [], []];
  const vectors = Array.from({ length: count }, (_, i) => {
    if (i % frames === 0) {
      pose = Float64Array.from({ length: 48 }, (_, k) => (k % 3 === 2 ? 0.6 : 0) + 0.35 * random.normal());
      turn = [...random.quaternion()];
      at = [0, 1, 2].map(() => 0.08 * random.normal());
    }
    const now = pose.map((value) => value + 0.02 * random.normal());
    const raw = turn.map((value) => value + 0.01 * random.normal());
    const norm = Math.hypot(...raw);
    const rotation = quaternionToMatrix(raw.map((value) => value / norm));
    return poseVector({ pose: now, wrist: [0, 0, 0], object: rigid(rotation, at) });
  });
  return preparePoses(vectors, metric);
}
