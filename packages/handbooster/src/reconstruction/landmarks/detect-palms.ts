import type { RgbImage } from '../../datasets/images/rgb-image.js';
import { cropRegion, type HandRegion, leanOf } from './hand-region.js';
import type { NetworkRun } from './landmark-networks.js';

/** Pixels a side of the palm network's picture. */
const SIZE = 192;

/**
 * Each cell of a grid has so many anchors: [cells a side, anchors]. Boxes are relative to a cell's middle.
 */
const GRIDS = [
  [24, 2],
  [12, 6],
] as const;

/** Numbers of an anchor: middle and extent of the palm, then 7 points of it. */
const NUMBERS = 18;

/** Boxes that overlap by more are of the same palm. */
const SAME = 0.3;

/** A palm: the region in which its hand is to be looked for, and the network's certainty, 0 ... 1. */
export interface Palm {
  score: number;
  region: HandRegion;
}

interface Candidate {
  score: number;
  /** 18 numbers as shares of the picture's side. */
  numbers: Float64Array;
}

/**
 * Palms in a square of a photo, by MediaPipe's palm network (Zhang et al. 2020): anchors above `least`
 * certainty, those of the same palm averaged by certainty.
 */
export async function detectPalms(
  photo: RgbImage,
  square: HandRegion,
  run: NetworkRun,
  least: number,
): Promise<Palm[]> {
  const { boxes, scores } = await run(cropRegion(photo, square, SIZE));
  const left = square.x - square.side / 2;
  const top = square.y - square.side / 2;
  return merge(candidates(boxes, scores, least)).map(({ score, numbers }) => {
    const [x, y, width, height] = numbers;
    const rotation = leanOf(numbers[4], numbers[5], numbers[8], numbers[9]);
    // Half its height towards the fingers, and 2.6 times as large.
    const shift = 0.5 * height;
    return {
      score,
      region: {
        x: left + square.side * (x + shift * Math.sin(rotation)),
        y: top + square.side * (y - shift * Math.cos(rotation)),
        side: 2.6 * square.side * Math.max(width, height),
        rotation,
      },
    };
  });
}

function candidates(boxes: Float32Array, scores: Float32Array, least: number): Candidate[] {
  const found: Candidate[] = [];
  let anchor = 0;
  for (const [cells, each] of GRIDS) {
    for (let cell = 0; cell < cells * cells; cell++) {
      for (let k = 0; k < each; k++, anchor++) {
        const score = 1 / (1 + Math.exp(-scores[anchor]));
        if (!(score >= least)) continue;
        const middle = [((cell % cells) + 0.5) / cells, (Math.floor(cell / cells) + 0.5) / cells];
        const numbers = Float64Array.from({ length: NUMBERS }, (_, i) => {
          const value = boxes[anchor * NUMBERS + i] / SIZE;
          return i === 2 || i === 3 ? value : value + middle[i % 2];
        });
        found.push({ score, numbers });
      }
    }
  }
  return found.sort((a, b) => b.score - a.score);
}

function merge(sorted: readonly Candidate[]): Candidate[] {
  const palms: Candidate[] = [];
  let rest = sorted;
  while (rest.length > 0) {
    const [best] = rest;
    const same = rest.filter((other) => overlap(best.numbers, other.numbers) > SAME);
    // A box without extent overlaps with nothing, itself included.
    if (same.length === 0) same.push(best);
    const total = same.reduce((sum, { score }) => sum + score, 0);
    const numbers = best.numbers.map(
      (_, i) => same.reduce((sum, { score, numbers: own }) => sum + score * own[i], 0) / total,
    );
    palms.push({ score: best.score, numbers });
    rest = rest.filter((other) => !same.includes(other));
  }
  return palms;
}

/** Intersection over union of boxes given by middle and extent. */
function overlap(a: Float64Array, b: Float64Array): number {
  const along = (k: number) =>
    Math.min(a[k] + a[k + 2] / 2, b[k] + b[k + 2] / 2) - Math.max(a[k] - a[k + 2] / 2, b[k] - b[k + 2] / 2);
  const [width, height] = [along(0), along(1)];
  if (!(width > 0 && height > 0)) return 0;
  return (width * height) / (a[2] * a[3] + b[2] * b[3] - width * height);
}
