import type { Camera } from '../geometry/camera.js';
import { jointDistance } from '../reconstruction/answer/choose-answer.js';
import type { LandmarkFinder } from '../reconstruction/answer/landmarked-hand.js';
import { fittedHand } from '../reconstruction/fit/fitted-hand.js';
import { followLandmarks } from '../reconstruction/landmarks/find-landmarks.js';

/** Below this certainty of the landmark network there is no hand. */
const LEAST_PRESENCE = 0.5;

/** Where a right hand is to be in a square picture. */
export interface ExpectedHand {
  /** (21, 2) pixels. */
  joints2d: ArrayLike<number>;
  camera: Camera;
}

/**
 * How far the hand that landmarks and fit see in a picture is from the one it was made for: the mean distance
 * of the fit's joints in the picture as a share of the hand, 1 at most, and 1 where they see none. The
 * landmark network looks where the hand is to be, and again where it then says that it is.
 *
 * @param picture (S, S, 3)
 */
export async function landmarkDisagreement(
  picture: Uint8Array,
  expected: ExpectedHand,
  { networks, fitter }: LandmarkFinder,
): Promise<number> {
  const side = Math.round(Math.sqrt(picture.length / 3));
  const photo = { width: side, height: side, pixels: picture };
  const first = await followLandmarks(photo, expected, networks);
  if (first.presence < LEAST_PRESENCE) return 1;
  const second = await followLandmarks(photo, first, networks);
  const seen = second.presence < LEAST_PRESENCE ? first : second;
  const box = [0, 0, side, side] as const;
  const { hand } = fittedHand(fitter, seen, { box, left: false, camera: expected.camera });
  return Math.min(1, jointDistance(hand.joints2d, expected.joints2d));
}
