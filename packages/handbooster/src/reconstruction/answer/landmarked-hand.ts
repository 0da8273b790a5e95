import type { RgbImage } from '../../datasets/images/rgb-image.js';
import type { Box, Camera } from '../../geometry/camera.js';
import type { LandmarkFitter } from '../fit/fit-landmarks.js';
import { fittedHand } from '../fit/fitted-hand.js';
import {
  findLandmarks,
  followLandmarks,
  type HandLandmarks,
  landmarksIn,
} from '../landmarks/find-landmarks.js';
import type { LandmarkNetworks } from '../landmarks/landmark-networks.js';
import { boxAround, overlap } from '../photo/find-hand.js';
import type { HandEstimate } from '../photo/hand-estimate.js';

/** Finds hands in photos and fits the hand model to what it finds. */
export interface LandmarkFinder {
  networks: LandmarkNetworks;
  fitter: LandmarkFitter;
}

/** A hand by its landmarks, and the boxes of others. */
export interface LandmarkedHand {
  hand: HandEstimate;
  /** Mean distance of the fit from the landmarks, as a share of the hand. */
  error: number;
  presence: number;
  landmarks: HandLandmarks;
  others: Box[];
}

/** Overlap (intersection over union) from which on a hand found is the one in the box given. */
const SAME_HAND = 0.25;

/**
 * The surest hand in a photo, or the one in a box; null where there is none to be seen.
 *
 * @param side `auto`: as the landmarks say.
 */
export async function landmarkedHand(
  photo: RgbImage,
  { networks, fitter }: LandmarkFinder,
  { side, box, camera }: { side: 'left' | 'right' | 'auto'; box: Box | null; camera: Camera },
): Promise<LandmarkedHand | null> {
  const hands = await findLandmarks(photo, networks);
  const places = hands.map((found) => boxAround(photo, found.joints2d));
  let at = 0;
  if (box !== null) {
    const overlaps = places.map((place) => (place === null ? 0 : overlap(place, box)));
    at = overlaps.indexOf(Math.max(...overlaps, SAME_HAND));
  }
  let best: HandLandmarks | null = hands[at] ?? null;
  if (best === null && box !== null) best = await inBox(photo, box, networks);
  if (best === null) return null;
  const place = box ?? places[at];
  if (place === null) return null;
  const left = side === 'auto' ? best.left > 0.5 : side === 'left';
  const { hand, fit } = fittedHand(fitter, best, { box: place, left, camera });
  const others = places.filter((other, i): other is Box => i !== at && other !== null);
  return { hand, error: fit.error, presence: best.presence, landmarks: best, others };
}

/** What the landmark network sees in a box, from upright and, where that is no hand, from the sides. */
async function inBox(
  photo: RgbImage,
  [x, y, width, height]: Box,
  networks: LandmarkNetworks,
): Promise<HandLandmarks | null> {
  for (const quarter of [0, 1, -1, 2]) {
    const region = {
      x: x + width / 2,
      y: y + height / 2,
      side: 1.2 * Math.max(width, height),
      rotation: (quarter * Math.PI) / 2,
    };
    const first = await landmarksIn(photo, region, networks);
    const again = await followLandmarks(photo, first, networks);
    if (again.presence >= 0.5) return again;
  }
  return null;
}
