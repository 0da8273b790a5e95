import { Random } from '@handbooster/torch/random';
import type { SignedDistanceGrid } from '../../geometry/distance/signed-distance-grid.js';
import { applyRigid } from '../../geometry/rigid-motion.js';
import { multiplyMatrices, transposeMatrix } from '../../geometry/rotations.js';
import { type HandFrame, handFrame } from '../../hand/hand-frame.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { type ClosedHand, HandCloser, type Placement } from './close-hand.js';
import type { Stand, StandingObject } from './standing-object.js';
import { PRESHAPES, type Preshape } from './taxonomy.js';

/** A way to grasp an object: everything but the shape of the hand. Plain numbers, kept in the capture's folder. */
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

/** The grasps of one object. Those of the training split come first; no grasp is in both. */
export interface ObjectGrasps {
  training: GraspSeed[];
  unseen: GraspSeed[];
}

/** Attempts per pre-shape and way to stand in a round, and the most rounds. */
const ATTEMPTS = 12;
const ROUNDS = 6;

/** Whether an object has what a capture needs of it. */
export function isGraspable(grasps: ObjectGrasps, unseenNeeded: boolean): boolean {
  return grasps.training.length > 0 && (grasps.unseen.length > 0 || !unseenNeeded);
}

/**
 * Finds different grasps of an object by trying pre-shapes of the taxonomy from many sides with a hand of mean shape and
 * keeping the ones that touch with thumb and fingers from opposite sides. Of an object too large or too thin for a hand
 * there may be fewer than wanted, or none.
 */
export function findGrasps(
  model: HandModel,
  object: StandingObject,
  counts: { training: number; unseen: number },
  seed: number,
  item: number,
): ObjectGrasps {
  const closers = [0, -1.5, 1.5].map((size) => {
    const betas = new Float32Array(10);
    betas[0] = size;
    return new HandCloser(model, betas);
  });
  const frame = handFrame(model);
  const wanted = counts.training + counts.unseen;
  const found: ScoredSeed[] = [];
  let kept: ScoredSeed[] = [];
  for (let round = 0; round < ROUNDS && kept.length < wanted; round++) {
    for (const [p, preshape] of PRESHAPES.entries()) {
      for (const [s, stand] of object.stands.entries()) {
        const random = new Random(seed, 'capture-grasps', item, p, s, round);
        for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
          const graspSeed = drawSeed(random, preshape, object, s);
          if (graspSeed === null) continue;
          const placement = placementOf(graspSeed, preshape, frame);
          if (!wristIsFree(placement, frame)) continue;
          const scoreOf = (closer: HandCloser) =>
            graspScore(closer.close(preshape, placement, object.field, stand), preshape, stand);
          // The mean hand must hold it; a grasp that small and large ones hold, too, is worth more.
          const score = scoreOf(closers[0]);
          if (score <= 0) continue;
          const others = closers.slice(1).filter((closer) => scoreOf(closer) > 0).length;
          found.push({ seed: graspSeed, score: score + 2 * others });
        }
      }
    }
    kept = different(found, wanted, round === ROUNDS - 1 ? 0.2 : 0.7);
  }
  // Shuffled, so that training grasps are not simply the best ones.
  new Random(seed, 'capture-grasps', item, 'order').shuffle(kept);
  const training = Math.min(counts.training, Math.max(1, kept.length - Math.min(1, counts.unseen)));
  return {
    training: kept.slice(0, training).map((k) => k.seed),
    unseen: kept.slice(training).map((k) => k.seed),
  };
}

interface ScoredSeed {
  seed: GraspSeed;
  score: number;
}

/** Up to `wanted` of the best that differ: first one of each kind and stand, then whatever differs most. */
function different(found: ScoredSeed[], wanted: number, least: number): ScoredSeed[] {
  const kept: ScoredSeed[] = [];
  const best = [...found].sort((a, b) => b.score - a.score);
  for (const limit of [2, 1.2, 0.7, 0.2]) {
    if (limit < least) break;
    for (const candidate of best) {
      if (kept.length >= wanted) break;
      if (kept.every((other) => difference(other.seed, candidate.seed) >= limit)) kept.push(candidate);
    }
  }
  return kept;
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

/** Above 0 for a grasp that holds; the larger, the better. */
export function graspScore(closed: ClosedHand, preshape: Preshape, stand: Stand): number {
  if (closed.depth > 0.003 || closed.lowest < 0.0005 || closed.center === null) return -1;
  const order = ['thumb', 'index', 'middle', 'ring', 'little'];
  const fingers = preshape.touching.filter((finger) => closed.contacts[order.indexOf(finger)].count > 0);
  const thumb = closed.contacts[0].count > 0;
  if (!thumb || fingers.length < preshape.least) return -1;
  const thumbNormal = closed.contacts[0].normal;
  const pressed = [0, 0, 0];
  for (const finger of fingers) {
    const { normal } = closed.contacts[order.indexOf(finger)];
    for (let k = 0; k < 3; k++) pressed[k] += normal[k];
  }
  const against = -dot(unit(pressed), thumbNormal);
  const byPalm = closed.palm.count > 0 ? -dot(unit(pressed), closed.palm.normal) : -1;
  const opposition = Math.max(against, 0.8 * byPalm);
  if (opposition < 0.1) return -1;
  const links = closed.contacts.reduce((sum, contact) => sum + contact.links, 0);
  const reach = Math.hypot(...closed.center.map((x, k) => x - stand.center[k]));
  return 1 + 1.5 * opposition + 0.1 * links + 0.25 * fingers.length - 12 * Math.max(0, reach - 0.025);
}

/** How nearly a grasp that does not hold would: digits that touch, less what is wrong with it. */
export function graspAttempt(closed: ClosedHand): number {
  const digits = closed.contacts.filter((contact) => contact.count > 0).length;
  return digits - 400 * closed.depth - (closed.lowest < 0 ? 3 : 0) - 100;
}

/** A random way to come, or null where the pre-shape does not suit what the object offers there. */
function drawSeed(
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

/** How far the object reaches through a point along a direction, metres; null where the point is not inside it. */
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

/** The wrist must not come out of the table. */
function wristIsFree(placement: Placement, frame: HandFrame): boolean {
  const backward = apply(placement.rotation, frame.forward).map((x) => -x);
  return backward[2] > -0.2;
}

/** 0 for the same grasp; 2 and more for another kind of grasp. */
function difference(a: GraspSeed, b: GraspSeed): number {
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

function apply(m: ArrayLike<number>, v: ArrayLike<number>): number[] {
  return [0, 3, 6].map((r) => m[r] * v[0] + m[r + 1] * v[1] + m[r + 2] * v[2]);
}

function square(v: readonly number[], to: readonly number[]): number[] {
  const along = dot(v, to);
  return unit(v.map((x, k) => x - along * to[k]));
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: readonly number[], b: readonly number[]): number[] {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function unit(a: readonly number[]): number[] {
  const length = Math.hypot(...a) || 1;
  return a.map((v) => v / length);
}
