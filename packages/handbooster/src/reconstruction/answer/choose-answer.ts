import type { HandEstimate } from '../photo/hand-estimate.js';

/** Up to this distance between their 2D joints, as a share of the hand, network and landmarks agree. */
export const AGREEING_DISTANCE = 0.1;

/** From this certainty of the landmark network on its hand is taken for one. */
export const SURE_PRESENCE = 0.9;

/** Up to this distance from its landmarks, as a share of the hand, a fit explains them. */
export const CLOSE_FIT = 0.05;

/** What two ways say of one hand; each may be missing. */
export interface HandOpinions {
  /** The reconstruction network's, and whether its answer is steady when its window moves. */
  network: { hand: HandEstimate; steady: boolean } | null;
  /**
   * The hand model fitted to landmarks, its mean distance from them, and the certainty that there is a hand.
   */
  fit: { hand: HandEstimate; error: number; presence: number } | null;
}

export interface HandAnswer {
  hand: HandEstimate;
  /** Whose answer it is. */
  from: 'network' | 'fit';
  /** Mean distance between the 2D joints of both as a share of the hand; null where there is but one. */
  distance: number | null;
  /** False where there may be no hand there, or another one than the answer. */
  sure: boolean;
}

/**
 * Takes the network's answer where it is steady and the landmarks agree, else the fit, which knows real
 * photos. Without landmarks the network speaks for itself.
 */
export function chooseAnswer({ network, fit }: HandOpinions): HandAnswer | null {
  if (fit === null) {
    if (network === null) return null;
    return { hand: network.hand, from: 'network', distance: null, sure: network.steady };
  }
  const trusted = fit.presence >= SURE_PRESENCE && fit.error <= CLOSE_FIT;
  if (network === null) return { hand: fit.hand, from: 'fit', distance: null, sure: trusted };
  const distance = jointDistance(network.hand.joints2d, fit.hand.joints2d);
  const agreeing = network.steady && distance <= AGREEING_DISTANCE;
  return {
    hand: agreeing ? network.hand : fit.hand,
    from: agreeing ? 'network' : 'fit',
    distance,
    sure: trusted || agreeing,
  };
}

/** Mean distance of joints (21, 2) as a share of the longer side of the box about the second ones. */
export function jointDistance(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const high = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let sum = 0;
  for (let i = 0; i < 42; i += 2) {
    sum += Math.hypot(found[i] - expected[i], found[i + 1] - expected[i + 1]);
    for (let k = 0; k < 2; k++) {
      low[k] = Math.min(low[k], expected[i + k]);
      high[k] = Math.max(high[k], expected[i + k]);
    }
  }
  return sum / 21 / Math.max(high[0] - low[0], high[1] - low[1], 1e-6);
}
