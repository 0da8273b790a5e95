import { Random } from '@handbooster/torch/random';
import { type HandFrame, handFrame } from '../../hand/hand-frame.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { HandCloser, type Placement } from './close-hand.js';
import { drawSeed } from './draw-seed.js';
import { graspScore } from './grasp-score.js';
import { type GraspSeed, placementOf, seedDifference } from './grasp-seed.js';
import { PRESHAPES } from './preshape.js';
import type { StandingObject } from './standing-object.js';

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
 * Finds different grasps of an object by trying pre-shapes of the taxonomy from many sides with a hand of
 * mean shape and keeping the ones that touch with thumb and fingers from opposite sides. Of an object too
 * large or too thin for a hand there may be fewer than wanted, or none.
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
      if (kept.every((other) => seedDifference(other.seed, candidate.seed) >= limit)) kept.push(candidate);
    }
  }
  return kept;
}

/** The wrist must not come out of the table. */
function wristIsFree(placement: Placement, frame: HandFrame): boolean {
  const backward = apply(placement.rotation, frame.forward).map((x) => -x);
  return backward[2] > -0.2;
}

function apply(m: ArrayLike<number>, v: ArrayLike<number>): number[] {
  return [0, 3, 6].map((r) => m[r] * v[0] + m[r + 1] * v[1] + m[r + 2] * v[2]);
}
