import type { Random } from '@handbooster/torch/random';
import type { SignedDistanceGrid } from '../../geometry/distance/signed-distance-grid.js';
import { applyRigid } from '../../geometry/rigid-motion.js';
import type { GraspSeed } from './grasp-seed.js';
import type { Preshape } from './preshape.js';
import type { Stand, StandingObject } from './standing-object.js';
import { cross, dot, square } from './unit-vectors.js';

/** A random way to come, or null where the pre-shape does not suit what the object offers there. */
export function drawSeed(
  random: Random,
  preshape: Preshape,
  object: StandingObject,
  index: number,
): GraspSeed | null {
  const stand = object.stands[index];
  const height = stand.bounds[5];
  // Low things are taken from above, tall ones from the side.
  const steep = height < 0.055 ? [0.75, 1.5] : height < 0.1 ? [0.25, 1.5] : [0, 0.75];
  const elevation = random.uniform(steep[0], steep[1]);
  const azimuth = random.uniform(0, 2 * Math.PI);
  const approach = [
    -Math.cos(azimuth) * Math.cos(elevation),
    -Math.sin(azimuth) * Math.cos(elevation),
    -Math.sin(elevation),
  ];
  const long = stand.extents[0] > 1.3 * stand.extents[1] ? stand.axes[0] : null;
  let lateral: number[];
  const turn = random.normal(0, 0.22);
  const sign = random.uniform() < 0.5 ? -1 : 1;
  if (preshape.across && long !== null && Math.abs(dot(long, approach)) < 0.8) {
    lateral = square(long, approach).map((x) => x * sign);
    // A thumb that points down is no way to take a thing off a table.
    if (lateral[2] < -0.25) lateral = lateral.map((x) => -x);
  } else {
    const level = Math.abs(approach[2]) > 0.95 ? [Math.cos(azimuth), Math.sin(azimuth), 0] : [0, 0, 1];
    const up = square(level, approach);
    const sideways = cross(approach, up);
    const angle = random.uniform(-1.9, 1.9);
    lateral = up.map((x, k) => Math.cos(angle) * x + Math.sin(angle) * sideways[k]);
  }
  const turned = cross(approach, lateral);
  lateral = lateral.map((x, k) => Math.cos(turn) * x + Math.sin(turn) * turned[k]);
  const closing = cross(approach, lateral);
  // Wraps go round the whole; fingertips may also take hold of a part: a rim, a handle, a stalk.
  const part = preshape.seat !== 'palm' && random.uniform() < 0.5;
  const target = part ? partPoint(random, object, stand) : middlePoint(random, stand);
  const span = spanAt(object.field, stand, target, closing) ?? spanAlong(stand, closing);
  if (span < preshape.smallest || span > preshape.largest) return null;
  return {
    preshape: preshape.name,
    stand: index,
    approach,
    lateral: square(lateral, approach),
    target,
    span,
  };
}

/** A point near the middle, mostly along the long axis. */
function middlePoint(random: Random, stand: Stand): number[] {
  const first = random.uniform(-0.26, 0.26) * stand.extents[0];
  const second = random.uniform(-0.1, 0.1) * stand.extents[1];
  const target = stand.center.map((x, k) => x + first * stand.axes[0][k] + second * stand.axes[1][k]);
  target[2] = Math.max(target[2], Math.min(0.5 * stand.bounds[5], 0.025));
  return target;
}

/** A point just below the surface, not far from the middle. */
function partPoint(random: Random, object: StandingObject, stand: Stand): number[] {
  const { vertices } = object.model;
  let best = middlePoint(random, stand);
  for (let attempt = 0; attempt < 12; attempt++) {
    const v = random.integer(vertices.length / 3) * 3;
    const local = vertices.slice(v, v + 3);
    const { gradients } = object.field.sample(local);
    const inside = local.map((x, k) => x - 0.003 * gradients[k]);
    const point = Array.from(applyRigid(stand.tableFromObject, inside));
    if (Math.hypot(...point.map((x, k) => x - stand.center[k])) > 0.08) continue;
    best = point;
    break;
  }
  return best;
}

/**
 * How far the object reaches through a point along a direction, metres; null where the point is not inside
 * it.
 */
function spanAt(
  field: SignedDistanceGrid,
  stand: Stand,
  point: readonly number[],
  direction: readonly number[],
): number | null {
  const step = 0.0015;
  const steps = 60;
  const line = new Float32Array((2 * steps + 1) * 3);
  for (let i = -steps; i <= steps; i++) {
    for (let k = 0; k < 3; k++) line[(i + steps) * 3 + k] = point[k] + i * step * direction[k];
  }
  const { distances } = field.sample(applyRigid(stand.objectFromTable, line));
  if (distances[steps] > 0.001) return null;
  let count = 1;
  for (let i = steps + 1; i <= 2 * steps && distances[i] < 0; i++) count++;
  for (let i = steps - 1; i >= 0 && distances[i] < 0; i--) count++;
  return count * step;
}

/** Extent of the object's box (principal axes) along a direction, at its narrowest: an ellipsoid's width. */
function spanAlong(stand: Stand, direction: readonly number[]): number {
  let sum = 0;
  for (let k = 0; k < 3; k++) {
    const share = dot(stand.axes[k], direction) / Math.max(1e-4, stand.extents[k]);
    sum += share * share;
  }
  return 1 / Math.sqrt(sum);
}
