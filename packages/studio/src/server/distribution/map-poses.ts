import { nearestPoses, poseSubset } from 'handbooster/conditions';
import type { Run } from 'handbooster/pipeline';
import { collectPoses, type ObjectPoses } from './collect-poses.js';
import { embedPoses } from './embed-poses.js';
import type { PoseMap, PoseRow } from './pose-map-file.js';
import { poseNeighbours } from './pose-neighbours.js';

/** Points that a map has room for. */
export const MOST_POSES = 40_000;
const NEIGHBOURS = 15;
/** What the rounds of the layout are counted as, beside the pairs that are measured: they take as long. */
const PAIRS_A_POINT = 20_000;

/** How far the work is, of all objects together. */
export type MapProgress = (step: string, done: number, total: number) => void;

/** The map of a run's poses: a layout of its own for each object, because poses of two cannot be compared. */
export async function mapPoses(run: Run, told: MapProgress): Promise<PoseMap> {
  told('reading labels and grasps', 0, 0);
  const objects = await collectPoses(run, MOST_POSES);
  const pairs = ({ length }: { length: number }) => (length * (length - 1)) / 2;
  const total = objects.reduce((sum, { poses }) => sum + pairs(poses) + PAIRS_A_POINT * poses.length, 0);
  let before = 0;
  const rows: PoseRow[] = [];
  for (const object of objects) {
    const { id, name, poses, set } = object;
    const neighbours = poseNeighbours(set, NEIGHBOURS, (i) =>
      told(`neighbours, ${name}`, before + (i * (i + 1)) / 2, total),
    );
    before += pairs(poses);
    const { x, y } = embedPoses(poses.length, neighbours, (done, rounds) =>
      told(`layout, ${name}`, before + (PAIRS_A_POINT * poses.length * done) / rounds, total),
    );
    before += PAIRS_A_POINT * poses.length;
    const nearest = nearestReal(object);
    const first = rows.length;
    poses.forEach((pose, i) => {
      const found = nearest[i];
      const [from, to] = [i * neighbours.count, (i + 1) * neighbours.count];
      rows.push({
        id: pose.id,
        object: name,
        object_id: id,
        real: pose.real,
        selected: pose.picked,
        probability: pose.probability,
        x: x[i],
        y: y[i],
        neighbours: Array.from(neighbours.indices.subarray(from, to), (at) => first + at),
        distances: Array.from(neighbours.distances.subarray(from, to)),
        nearest_real: found === null ? null : first + found.index,
        novelty: found === null ? null : Math.fround(found.distance),
      });
    });
  }
  return { rows, leftOut: objects.reduce((sum, { leftOut }) => sum + leftOut, 0) };
}

/** Of each grasp the most alike real pose; null for real ones, and where there are none. */
function nearestReal({ poses, set }: ObjectPoses): ({ index: number; distance: number } | null)[] {
  // Real ones stand first.
  const reals = poses.filter(({ real }) => real).length;
  const places = poses.map((_, i) => i);
  const found = nearestPoses(poseSubset(set, places.slice(reals)), poseSubset(set, places.slice(0, reals)));
  return poses.map((_, i) =>
    i < reals || reals === 0
      ? null
      : { index: found.indices[i - reals], distance: found.distances[i - reals] },
  );
}
