import { spawnSync } from 'node:child_process';
import { Random } from '@handbooster/torch';
import {
  PAPER_POSE_METRIC,
  POSE_METRIC_DEFAULTS,
  type PoseMetricOptions,
  type PoseSet,
  poseDistance,
  preparePoseTable,
} from '../../packages/handbooster/src/conditions/poses/pose-metric.js';
import { farthestPoses } from '../../packages/handbooster/src/conditions/selection/farthest-poses.js';
import type { BenchRow } from '../support/bench-row.js';

export const name = 'Pose sampling';

const SIZE = 67;
const REPEATS = 3;
/** Set by hand: the large one takes minutes and a gigabyte. */
const LARGE = process.env.HANDBOOSTER_BENCH_LARGE === '1';

/**
 * Farthest-pose sampling on one core, in processor time, so that neighbours on the machine do not count: ours
 * beside comparing every pose with every pick here, and beside the same in numpy (one thread, one
 * matrix-vector product a pick).
 */
export async function run(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const metric of [PAPER_POSE_METRIC, POSE_METRIC_DEFAULTS]) {
    const poses = randomPoses(10_000, metric);
    let picks: number[] = [];
    let expected: number[] = [];
    const ours = fastest(() => (picks = farthestPoses(poses, 500, 0).picks));
    const reference = fastest(() => (expected = everyDistance(poses, 500, 0)));
    if (picks.join() !== expected.join())
      throw new Error(`${metric.kind}: the picks differ from brute force's`);
    const path = `500 of 10,000 poses, metric ${metric.kind}`;
    rows.push(row(`${path} | every distance`, ours, reference, 'every distance, this machine'));
    if (metric.kind !== 'paper') continue;
    const numpy = numpySeconds(10_000, 500);
    rows.push(row(`${path} | numpy`, ours, numpy?.seconds ?? null, numpy?.version ?? 'no numpy here'));
  }
  if (LARGE) {
    const poses = randomPoses(1_000_000, POSE_METRIC_DEFAULTS);
    const seconds = processorSeconds(() => farthestPoses(poses, 1000, 0));
    const mebibytes = Math.round(process.memoryUsage().rss / 2 ** 20);
    rows.push(row('1,000 of 1,000,000 poses, metric absdot', seconds, null, `${mebibytes} MiB in all`));
  }
  return rows;
}

function row(path: string, ours: number, reference: number | null, note: string): BenchRow {
  return { path, ours, reference, unit: 's', ratio: reference === null ? null : reference / ours, note };
}

/** Quaternions all over the sphere and 0.1 m of translation: nothing for a search to hold on to. */
function randomPoses(count: number, metric: PoseMetricOptions): PoseSet {
  const random = new Random(1, 'pose-sampling');
  const table = random.fillNormal(new Float64Array(count * SIZE));
  for (let at = 0; at < table.length; at += SIZE) {
    for (let q = at; q < at + 64; q += 4) {
      const norm = Math.hypot(table[q], table[q + 1], table[q + 2], table[q + 3]) * (table[q] < 0 ? -1 : 1);
      for (let k = q; k < q + 4; k++) table[k] /= norm;
    }
    for (let k = at + 64; k < at + SIZE; k++) table[k] *= 0.1;
  }
  return preparePoseTable(table, SIZE, metric);
}

function everyDistance(poses: PoseSet, count: number, start: number): number[] {
  const nearest = new Float64Array(poses.count).fill(Number.POSITIVE_INFINITY);
  const picks: number[] = [];
  let next = start;
  while (picks.length < count) {
    const pick = next;
    picks.push(pick);
    nearest[pick] = Number.NEGATIVE_INFINITY;
    for (let i = 0, farthest = Number.NEGATIVE_INFINITY; i < poses.count; i++) {
      if (nearest[i] === Number.NEGATIVE_INFINITY) continue;
      nearest[i] = Math.min(nearest[i], poseDistance(poses, i, poses, pick));
      if (nearest[i] > farthest) {
        farthest = nearest[i];
        next = i;
      }
    }
  }
  return picks;
}

function processorSeconds(task: () => void): number {
  const before = process.cpuUsage();
  task();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function fastest(task: () => void): number {
  task();
  return Math.min(...Array.from({ length: REPEATS }, () => processorSeconds(task)));
}

const NUMPY = `
import sys, time
import numpy as np
count, picks = int(sys.argv[1]), int(sys.argv[2])
rng = np.random.default_rng(1)
q = rng.standard_normal((count, 16, 4))
q /= np.linalg.norm(q, axis=2, keepdims=True) * np.where(q[..., :1] < 0, -1, 1)
v = np.concatenate([q.reshape(count, 64), 0.1 * rng.standard_normal((count, 3))], axis=1)
v /= np.linalg.norm(v, axis=1, keepdims=True)
def sample():
    nearest = np.full(count, np.inf)
    pick = 0
    for _ in range(picks):
        np.minimum(nearest, 1 - v @ v[pick], out=nearest)
        nearest[pick] = -np.inf
        pick = int(np.argmax(nearest))
best = np.inf
for _ in range(${REPEATS + 1}):
    began = time.process_time()
    sample()
    best = min(best, time.process_time() - began)
print(np.__version__, best)
`;

function numpySeconds(count: number, picks: number): { version: string; seconds: number } | null {
  const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };
  const result = spawnSync('/usr/bin/python3', ['-c', NUMPY, String(count), String(picks)], {
    encoding: 'utf8',
    env,
  });
  if (result.status !== 0) return null;
  const [version, seconds] = result.stdout.trim().split(' ');
  return { version: `numpy ${version}, float64, 1 thread`, seconds: Number(seconds) };
}
