import type { Affine } from '../../datasets/crop/affine.js';
import { warpAffine } from '../../datasets/crop/warp-affine.js';
import type { RgbImage } from '../../datasets/images/rgb-image.js';
import { shrinkPhoto } from '../photo/shrink-photo.js';

/**
 * A square of a photo, turned: pixels (centres at whole numbers), and radians by which its upward axis leans
 * to the right.
 */
export interface HandRegion {
  x: number;
  y: number;
  side: number;
  rotation: number;
}

/**
 * A photo is averaged down first where a pixel of the crop covers more than this many of its pixels along a
 * side.
 */
const COARSEST = 1.5;

/** The map from the photo's pixels to those of a crop of the region, size pixels a side. */
export function regionMap({ x, y, side, rotation }: HandRegion, size: number): Affine {
  const [cosine, sine] = [(Math.cos(rotation) * size) / side, (Math.sin(rotation) * size) / side];
  const middle = size / 2 - 0.5;
  return Float64Array.of(
    ...[cosine, sine, middle - cosine * x - sine * y],
    ...[-sine, cosine, middle + sine * x - cosine * y],
  );
}

/** The region's crop (3, size, size), RGB in 0 ... 1, black outside of the photo. */
export function cropRegion(photo: RgbImage, region: HandRegion, size: number): Float32Array {
  const factor = Math.max(1, Math.floor(region.side / size / COARSEST));
  let [image, seen] = [photo, region];
  if (factor > 1) {
    // Enough for the square however it is turned.
    const reach = region.side * Math.SQRT1_2 + 2 * factor;
    const left = Math.max(0, Math.min(photo.width - factor, Math.floor(region.x - reach)));
    const top = Math.max(0, Math.min(photo.height - factor, Math.floor(region.y - reach)));
    const right = Math.max(left + factor, Math.min(photo.width, Math.ceil(region.x + reach)));
    const bottom = Math.max(top + factor, Math.min(photo.height, Math.ceil(region.y + reach)));
    const shrunk = shrinkPhoto(photo, factor, { left, top, right, bottom });
    image = shrunk.image;
    seen = {
      x: (region.x - left - shrunk.shift) / factor,
      y: (region.y - top - shrunk.shift) / factor,
      side: region.side / factor,
      rotation: region.rotation,
    };
  }
  const patch = warpAffine(image, regionMap(seen, size), size);
  const count = size * size;
  const crop = new Float32Array(3 * count);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < 3; k++) crop[k * count + i] = patch[3 * i + k] / 255;
  }
  return crop;
}

/** How far the direction from one point to another leans to the right of straight up. */
export function leanOf(fromX: number, fromY: number, toX: number, toY: number): number {
  return Math.atan2(toX - fromX, fromY - toY);
}

/** Joints whose extent makes the region: all but the ends of the fingers, which wander most. */
const INNER = [0, 1, 2, 3, 5, 6, 9, 10, 13, 14, 17, 18];

/**
 * Where the landmark network wants to look, for a hand whose joints (21, 2) are known: upright from the wrist
 * to the knuckles, twice the extent of the inner joints (as MediaPipe's hand tracking crops it).
 */
export function regionOfJoints(joints: ArrayLike<number>): HandRegion {
  const at = (joint: number, k: number) => joints[2 * joint + k];
  const middle = (k: number) => ((at(5, k) + at(13, k)) / 2 + at(9, k)) / 2;
  const rotation = leanOf(at(0, 0), at(0, 1), middle(0), middle(1));
  const [cosine, sine] = [Math.cos(rotation), Math.sin(rotation)];
  const across = INNER.map((joint) => cosine * at(joint, 0) + sine * at(joint, 1));
  const down = INNER.map((joint) => -sine * at(joint, 0) + cosine * at(joint, 1));
  const ends = [across, down].map((list) => [Math.min(...list), Math.max(...list)]);
  const [width, height] = ends.map(([low, high]) => high - low);
  const u = (ends[0][0] + ends[0][1]) / 2;
  const v = (ends[1][0] + ends[1][1]) / 2 - 0.1 * height;
  return {
    x: cosine * u - sine * v,
    y: sine * u + cosine * v,
    side: 2 * Math.max(width, height),
    rotation,
  };
}
