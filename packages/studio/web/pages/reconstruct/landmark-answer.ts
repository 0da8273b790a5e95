import {
  type Box,
  guessCamera,
  type HandEstimate,
  jointBox,
  type RgbImage,
  type TrackedHand,
} from 'handbooster/browser';
import type { LandmarkRoad } from '../../parts/hand/landmark-road.js';
import { limitBox } from './box-limits.js';

/** As `handbooster reconstruct` calls an answer sure: presence of the landmarks, and closeness of the fit. */
const SURE_PRESENCE = 0.9;
const CLOSE_FIT = 0.05;

/** An answer by landmarks, as the page shows it. */
export interface LandmarkAnswer {
  estimate: HandEstimate;
  /** Square about the hand, in the picture. */
  box: Box;
  sure: boolean;
  words: string;
}

/**
 * Looks for a hand, or follows it.
 *
 * @param region where to look; the whole picture where null.
 */
export async function landmarkAnswer(
  road: LandmarkRoad,
  photo: RgbImage,
  region: Box | null,
): Promise<LandmarkAnswer | null> {
  const part = region === null ? { photo, x: 0, y: 0 } : cut(photo, region);
  const camera = guessCamera(photo.width, photo.height);
  const own = {
    ...camera,
    cx: camera.cx - part.x,
    cy: camera.cy - part.y,
    width: part.photo.width,
    height: part.photo.height,
  };
  const found = await road.track(part.photo, own);
  if (found === null) return null;
  const joints2d = found.joints2d.map((value, i) => value + (i % 2 === 0 ? part.x : part.y));
  const wrist = Float64Array.from(found.joints.subarray(0, 3));
  const relative = (points: Float32Array) => points.map((value, i) => value - wrist[i % 3]);
  const box = limitBox(jointBox(joints2d), photo);
  const sure = found.confidence >= SURE_PRESENCE && found.error <= CLOSE_FIT;
  return {
    estimate: {
      side: found.side,
      box,
      vertices: relative(found.vertices),
      joints: relative(found.joints),
      joints2d,
      wrist,
      camera,
    },
    box,
    sure,
    words: answerWords(found, sure),
  };
}

function answerWords({ side, confidence }: TrackedHand, sure: boolean): string {
  const hand = `A ${side} hand, by its landmarks`;
  if (sure) return `${hand}.`;
  const why =
    confidence < SURE_PRESENCE
      ? `the landmark network is ${Math.round(100 * confidence)} % sure of a hand`
      : 'the hand model does not reach these landmarks';
  return `Not sure: ${why}. ${hand}; a box drawn around a hand makes it look there.`;
}

function cut(photo: RgbImage, [left, top, width, height]: Box) {
  const x = Math.max(0, Math.floor(left));
  const y = Math.max(0, Math.floor(top));
  const right = Math.min(photo.width, Math.ceil(left + width));
  const bottom = Math.min(photo.height, Math.ceil(top + height));
  const size = { width: Math.max(1, right - x), height: Math.max(1, bottom - y) };
  const pixels = new Uint8Array(3 * size.width * size.height);
  for (let row = 0; row < size.height; row++) {
    const from = 3 * ((y + row) * photo.width + x);
    pixels.set(photo.pixels.subarray(from, from + 3 * size.width), 3 * row * size.width);
  }
  return { photo: { ...size, pixels }, x, y };
}
