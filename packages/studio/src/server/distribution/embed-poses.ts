import { Random } from '@handbooster/torch';
import { UMAP } from 'umap-js';
import type { PoseNeighbours } from './pose-neighbours.js';

/** Fewer than these have no shape: they stand in a row. */
const FEWEST = 5;

/**
 * Places of poses in the unit square, like ones near each other: UMAP over their neighbours. Equal
 * neighbours give equal places.
 * @param told after every round
 */
export function embedPoses(
  count: number,
  neighbours: PoseNeighbours,
  told: (done: number, total: number) => void,
): { x: Float32Array; y: Float32Array } {
  if (count < FEWEST) {
    return {
      x: Float32Array.from({ length: count }, (_, i) => (i + 1) / (count + 1)),
      y: new Float32Array(count).fill(0.5),
    };
  }
  const random = new Random('pose map', count);
  // UMAP counts a pose as the nearest neighbour of itself.
  const size = neighbours.count + 1;
  const row = <Kind>(i: number, own: Kind, list: ArrayLike<Kind>) => [
    own,
    ...Array.from({ length: size - 1 }, (_, k) => list[i * (size - 1) + k]),
  ];
  const rows = Array.from({ length: count }, (_, i) => i);
  const umap = new UMAP({ nNeighbors: size, random: () => random.uniform(0, 1) });
  umap.setPrecomputedKNN(
    rows.map((i) => row(i, i, neighbours.indices)),
    rows.map((i) => row(i, 0, neighbours.distances)),
  );
  // With neighbours given, the vectors are not looked at.
  const rounds = umap.initializeFit(rows.map(() => [0]));
  for (let round = 0; round < rounds; round++) {
    umap.step();
    told(round + 1, rounds);
  }
  return fitted(umap.getEmbedding());
}

/** Into the unit square, proportions kept. */
function fitted(points: number[][]): { x: Float32Array; y: Float32Array } {
  const range = (axis: 0 | 1) => {
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const point of points) {
      least = Math.min(least, point[axis]);
      most = Math.max(most, point[axis]);
    }
    return { middle: (least + most) / 2, extent: most - least };
  };
  const [horizontal, vertical] = [range(0), range(1)];
  const scale = 1 / Math.max(horizontal.extent, vertical.extent, 1e-9);
  return {
    x: Float32Array.from(points, ([x]) => 0.5 + (x - horizontal.middle) * scale),
    y: Float32Array.from(points, ([, y]) => 0.5 + (y - vertical.middle) * scale),
  };
}
