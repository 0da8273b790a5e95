import { HAND_PARENTS } from '../../src/hand/model/hand-skeleton.js';
import { solveLinear } from './linear-algebra.js';

/**
 * (16, V) rows that give the joints from the vertices: not negative, sum 1, exact on the rest pose, and
 * local, so that a joint follows the skin around it when the shape changes. Each row is the one nearest to a
 * starting guess (a ring where the joint's and its parent's skinning weights meet) that meets the four
 * equations.
 */
export function jointRegressor(
  vertices: Float64Array,
  weights: Float64Array,
  joints: Float64Array,
): Float64Array {
  const count = vertices.length / 3;
  const out = new Float64Array(16 * count);
  for (let joint = 0; joint < 16; joint++) {
    const place = joints.subarray(3 * joint, 3 * joint + 3);
    const guess = new Float64Array(count);
    // Spread of the ring: about a finger's radius; the wrist is thicker and has no parent to meet.
    const spread = joint === 0 ? 0.02 : 0.009;
    for (let v = 0; v < count; v++) {
      const distance = Math.hypot(
        vertices[3 * v] - place[0],
        vertices[3 * v + 1] - place[1],
        vertices[3 * v + 2] - place[2],
      );
      const own = weights[v * 16 + joint];
      const meeting = joint === 0 ? own : own * weights[v * 16 + HAND_PARENTS[joint]];
      guess[v] = meeting * Math.exp(-0.5 * (distance / spread) ** 2);
    }
    out.set(nearestRow(vertices, place, guess), joint * count);
  }
  return out;
}

function nearestRow(vertices: Float64Array, place: Float64Array, guess: Float64Array): Float64Array {
  const total = guess.reduce((a, b) => a + b, 0);
  const start = guess.map((value) => value / total);
  const free = new Set([...start.keys()].filter((v) => start[v] > 1e-4));
  for (let round = 0; round < 200; round++) {
    // Minimise sum (w - start)^2 / start over the free vertices, subject to A w = (place, 1).
    const row = (v: number) => [
      vertices[3 * v] - place[0],
      vertices[3 * v + 1] - place[1],
      vertices[3 * v + 2] - place[2],
      1,
    ];
    const normal = new Float64Array(16);
    const residual = Float64Array.of(0, 0, 0, 1);
    for (const v of free) {
      const a = row(v);
      for (let i = 0; i < 4; i++) {
        residual[i] -= a[i] * start[v];
        for (let k = 0; k < 4; k++) normal[4 * i + k] += a[i] * a[k] * start[v];
      }
    }
    const multipliers = solveLinear(normal, residual);
    const solution = new Float64Array(start.length);
    let lowest = -1;
    for (const v of free) {
      const a = row(v);
      solution[v] = start[v] * (1 + a.reduce((sum, value, i) => sum + value * multipliers[i], 0));
      if (solution[v] < 0 && (lowest < 0 || solution[v] < solution[lowest])) lowest = v;
    }
    if (lowest < 0) return solution;
    free.delete(lowest);
  }
  throw new Error('a joint lies outside the ring of skin around it');
}
