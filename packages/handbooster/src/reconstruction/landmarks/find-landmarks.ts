import { applyAffine, invertAffine } from '../../datasets/crop/affine.js';
import type { RgbImage } from '../../datasets/images/rgb-image.js';
import { detectPalms, type Palm } from './detect-palms.js';
import { cropRegion, type HandRegion, regionMap, regionOfJoints } from './hand-region.js';
import type { LandmarkNetworks } from './landmark-networks.js';

/** What the landmark network says of one hand in a photo. */
export interface HandLandmarks {
  /** (21, 2) pixels of the photo. */
  joints2d: Float32Array;
  /**
   * (21, 3) metres, camera axes, about the middle of a hand of common size: depths beside each other, no
   * place.
   */
  world: Float32Array;
  /** Certainty that there is a hand, 0 ... 1. */
  presence: number;
  /** Certainty that it is a left one, 0 ... 1. */
  left: number;
  /** Where the network looked. */
  region: HandRegion;
}

export interface FindLandmarksOptions {
  /** At most so many hands, the surest first. */
  most: number;
  /** A palm below this certainty is none. */
  leastPalm: number;
  /** A hand below this certainty is none. */
  leastPresence: number;
}

export const FIND_LANDMARKS_DEFAULTS: FindLandmarksOptions = { most: 4, leastPalm: 0.5, leastPresence: 0.5 };

/** Pixels a side of the landmark network's picture. */
const SIZE = 224;

/** Hands whose middles are nearer than this, as a share of the larger region's side, are the same. */
const APART = 0.15;

/**
 * Hands in a photo with their 21 landmarks. The palm network looks at the whole photo; where it sees nothing,
 * at the photo with as much again around it (a hand that fills the picture) and then at quarters that overlap
 * (small hands). Each hand is landmarked twice, the second time where its own landmarks say that it is.
 *
 * @returns the surest first; empty where there is none.
 */
export async function findLandmarks(
  photo: RgbImage,
  networks: LandmarkNetworks,
  options: Partial<FindLandmarksOptions> = {},
): Promise<HandLandmarks[]> {
  const { most, leastPalm, leastPresence } = { ...FIND_LANDMARKS_DEFAULTS, ...options };
  for (const squares of looks(photo)) {
    const palms: Palm[] = [];
    for (const square of squares)
      palms.push(...(await detectPalms(photo, square, networks.palms, leastPalm)));
    palms.sort((a, b) => b.score - a.score);
    const hands: HandLandmarks[] = [];
    for (const { region } of palms.slice(0, 2 * most)) {
      if (hands.some((hand) => same(hand.region, region))) continue;
      const first = await landmarksIn(photo, region, networks);
      if (first.presence < leastPresence) continue;
      const hand = await followLandmarks(photo, first, networks);
      if (hand.presence >= leastPresence && !hands.some((other) => same(other.region, hand.region))) {
        hands.push(hand);
      }
    }
    if (hands.length > 0) return hands.sort((a, b) => b.presence - a.presence).slice(0, most);
  }
  return [];
}

/**
 * The landmarks of a hand where it was a frame ago, or by another look; its presence says whether it is still
 * there.
 */
export async function followLandmarks(
  photo: RgbImage,
  before: { joints2d: ArrayLike<number> },
  networks: LandmarkNetworks,
): Promise<HandLandmarks> {
  return landmarksIn(photo, regionOfJoints(before.joints2d), networks);
}

/** The landmarks of whatever is in a region. */
export async function landmarksIn(
  photo: RgbImage,
  region: HandRegion,
  networks: LandmarkNetworks,
): Promise<HandLandmarks> {
  const { landmarks, presence, side, world } = await networks.landmarks(cropRegion(photo, region, SIZE));
  // The network's pixels are corners, ours are centres.
  const flat = Float32Array.from({ length: 42 }, (_, i) => landmarks[3 * (i >> 1) + (i % 2)] - 0.5);
  const [cosine, sine] = [Math.cos(region.rotation), Math.sin(region.rotation)];
  const turned = new Float32Array(63);
  for (let i = 0; i < 63; i += 3) {
    turned[i] = cosine * world[i] - sine * world[i + 1];
    turned[i + 1] = sine * world[i] + cosine * world[i + 1];
    turned[i + 2] = world[i + 2];
  }
  return {
    joints2d: applyAffine(invertAffine(regionMap(region, SIZE)), flat),
    world: turned,
    presence: presence[0],
    // Near 1 for a right hand in a picture that is not mirrored.
    left: 1 - side[0],
    region,
  };
}

/** Squares to look at, those of a list together, a list after the other. */
function* looks({ width, height }: RgbImage): Generator<HandRegion[]> {
  const [x, y, side] = [(width - 1) / 2, (height - 1) / 2, Math.max(width, height)];
  yield [{ x, y, side, rotation: 0 }];
  yield [{ x, y, side: 1.7 * side, rotation: 0 }];
  const short = Math.min(width, height);
  const part = Math.max(0.6 * short, 0.45 * side);
  const middles = (length: number) => {
    const count = Math.max(1, Math.ceil((length - part) / (0.7 * part)) + 1);
    return Array.from({ length: count }, (_, i) =>
      count === 1 ? (length - 1) / 2 : part / 2 + (i * (length - part)) / (count - 1),
    );
  };
  yield middles(height).flatMap((cy) =>
    middles(width).map((cx) => ({ x: cx, y: cy, side: part, rotation: 0 })),
  );
}

function same(a: HandRegion, b: HandRegion): boolean {
  return Math.hypot(a.x - b.x, a.y - b.y) < APART * Math.max(a.side, b.side);
}
