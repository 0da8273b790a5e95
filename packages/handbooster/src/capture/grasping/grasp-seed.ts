import type { Random } from '@handbooster/torch/random';
import { multiplyMatrices, transposeMatrix } from '../../geometry/rotations.js';
import type { HandFrame } from '../../hand/hand-frame.js';
import type { Placement } from './close-hand.js';
import type { Preshape } from './preshape.js';
import { cross, dot, square, unit } from './unit-vectors.js';

/**
 * A way to grasp an object: everything but the shape of the hand. Plain numbers, kept in the capture's
 * folder.
 */
export interface GraspSeed {
  preshape: string;
  /** Index of the way the object stands. */
  stand: number;
  /** (3) unit: the way the hand comes; table frame, the object over the origin. */
  approach: number[];
  /** (3) unit: where the hand's thumb side looks, square to `approach`. */
  lateral: number[];
  /** (3) what the hand's seat is brought to. */
  target: number[];
  /** Width of the object between thumb and fingers, metres. */
  span: number;
}

/** Turns a seed into a place for the hand; `yaw` is added by the sequence. */
export function placementOf(seed: GraspSeed, preshape: Preshape, frame: HandFrame): Placement {
  const own = [0, 1, 2].map(
    (k) =>
      preshape.approach[0] * frame.palm[k] +
      preshape.approach[1] * frame.forward[k] +
      preshape.approach[2] * frame.radial[k],
  );
  const from = basis(own, Array.from(frame.radial));
  const to = basis(seed.approach, seed.lateral);
  return {
    rotation: multiplyMatrices(to, transposeMatrix(from)),
    approach: unit(seed.approach),
    target: seed.target,
    span: seed.span,
  };
}

/** A seed a little different, as nobody grasps twice alike. */
export function varySeed(random: Random, seed: GraspSeed, amount: number): GraspSeed {
  const jitter = (v: number[], size: number) => v.map((x) => x + random.normal(0, size * amount));
  const approach = unit(jitter(seed.approach, 0.05));
  const lateral = square(jitter(seed.lateral, 0.05), approach);
  return { ...seed, approach, lateral, target: jitter(seed.target, 0.003) };
}

/** 0 for the same grasp; 2 and more for another kind of grasp. */
export function seedDifference(a: GraspSeed, b: GraspSeed): number {
  const kinds = a.preshape === b.preshape ? 0 : 2;
  const stands = a.stand === b.stand ? 0 : 1;
  const way = Math.acos(Math.max(-1, Math.min(1, dot(a.approach, b.approach))));
  const roll = Math.acos(Math.max(-1, Math.min(1, dot(a.lateral, b.lateral))));
  return kinds + stands + 0.8 * (way + roll);
}

/** Orthonormal columns: `first`, `second` made square to it, and their cross product. */
function basis(first: readonly number[], second: readonly number[]): Float64Array {
  const a = unit(first);
  const b = square(second, a);
  const c = cross(a, b);
  return Float64Array.of(a[0], b[0], c[0], a[1], b[1], c[1], a[2], b[2], c[2]);
}
