import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '@handbooster/torch';
import { POSE_METRIC_DEFAULTS, poseDistance, preparePoses } from 'handbooster/conditions';
import { expect, it } from 'vitest';
import { embedPoses } from './embed-poses.js';
import { readPoseMap, writePoseMap } from './pose-map-file.js';
import { poseNeighbours } from './pose-neighbours.js';

const COUNT = 90;

/** Two groups of pose vectors: within one they are alike. */
function twoGroups() {
  const random = new Random(5, 'poses');
  const middles = [0, 1].map(() => Array.from({ length: 67 }, () => random.normal(0, 1)));
  return preparePoses(
    Array.from({ length: COUNT }, (_, i) => middles[i % 2].map((value) => value + random.normal(0, 0.1))),
    POSE_METRIC_DEFAULTS,
  );
}

it('neighbours are those of sorting all others', () => {
  const poses = twoGroups();
  const { count, indices, distances } = poseNeighbours(poses, 7, () => {});
  expect(count).toBe(7);
  for (let i = 0; i < COUNT; i++) {
    const others = Array.from({ length: COUNT }, (_, j) => ({
      j,
      distance: poseDistance(poses, i, poses, j),
    }))
      .filter(({ j }) => j !== i)
      .sort((a, b) => a.distance - b.distance)
      .slice(0, 7);
    expect([...indices.subarray(7 * i, 7 * i + 7)]).toEqual(others.map(({ j }) => j));
    others.forEach(({ distance }, k) => {
      expect(distances[7 * i + k]).toBe(Math.fround(distance));
    });
  }
});

it('of few poses, there are as many neighbours as others', () => {
  const poses = preparePoses(
    [1, 2].map((w) => Array.from({ length: 67 }, (_, k) => (k === 0 ? w : k))),
    POSE_METRIC_DEFAULTS,
  );
  expect([...poseNeighbours(poses, 7, () => {}).indices]).toEqual([1, 0]);
  expect(poseNeighbours(preparePoses([], POSE_METRIC_DEFAULTS), 7, () => {}).count).toBe(0);
  expect(
    embedPoses(
      2,
      poseNeighbours(poses, 7, () => {}),
      () => {},
    ).x,
  ).toHaveLength(2);
});

it('the map keeps groups apart, lies in the unit square, and is the same again', () => {
  const neighbours = poseNeighbours(twoGroups(), 15, () => {});
  let rounds = 0;
  const { x, y } = embedPoses(COUNT, neighbours, () => {
    rounds++;
  });
  expect(rounds).toBeGreaterThan(10);
  for (const value of [...x, ...y]) {
    expect(value).toBeGreaterThanOrEqual(0);
    expect(value).toBeLessThanOrEqual(1);
  }
  // The nearest point of the map is of the own group.
  for (let i = 0; i < COUNT; i++) {
    const distance = (j: number) => (j === i ? Infinity : Math.hypot(x[i] - x[j], y[i] - y[j]));
    const nearest = Array.from(x, (_, j) => j).reduce((a, b) => (distance(b) < distance(a) ? b : a));
    expect(nearest % 2).toBe(i % 2);
  }
  expect(embedPoses(COUNT, neighbours, () => {})).toEqual({ x, y });
});

it('the file gives back what was written', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'handbooster-poses-'));
  const row = { id: 'a', object: '002_can', object_id: 2, real: true, selected: false, x: 0.25, y: 0.5 };
  const rows = [
    { ...row, probability: null, neighbours: [1], distances: [0.125], nearest_real: null, novelty: null },
    {
      ...row,
      id: 'b',
      real: false,
      probability: 0.1,
      neighbours: [0],
      distances: [0.125],
      nearest_real: 0,
      novelty: 0.125,
    },
  ];
  try {
    writePoseMap(join(folder, 'poses.parquet'), { rows, leftOut: 3 });
    expect(await readPoseMap(join(folder, 'poses.parquet'))).toEqual({ rows, leftOut: 3 });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
