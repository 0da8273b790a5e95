import { describe, expect, it } from 'vitest';
import { applyAffine, invertAffine } from '../../datasets/crop/affine.js';
import type { RgbImage } from '../../datasets/images/rgb-image.js';
import { findLandmarks, landmarksIn } from './find-landmarks.js';
import { cropRegion, regionMap, regionOfJoints } from './hand-region.js';
import type { LandmarkNetworks } from './landmark-networks.js';

/**
 * A dark picture with a bright dot (a Gaussian), whose middle a network can read off to a fraction of a
 * pixel.
 */
function dotted(width: number, height: number, x: number, y: number, spread: number): RgbImage {
  const pixels = new Uint8Array(3 * width * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const value = Math.round(255 * Math.exp(-((column - x) ** 2 + (row - y) ** 2) / (2 * spread * spread)));
      pixels.fill(value, 3 * (row * width + column), 3 * (row * width + column) + 3);
    }
  }
  return { width, height, pixels };
}

/** Middle of what is bright in a crop (3, S, S), whole numbers at pixel centres; null where it is dark. */
function brightest(image: Float32Array): [number, number] | null {
  const size = Math.sqrt(image.length / 3);
  let [total, x, y] = [0, 0, 0];
  for (let i = 0; i < size * size; i++) {
    total += image[i];
    x += image[i] * (i % size);
    y += image[i] * Math.floor(i / size);
  }
  return total > 1 ? [x / total, y / total] : null;
}

/**
 * Networks that take the dot for a hand: a palm 0.1 of the picture wide, upright; all landmarks in a fan
 * above the dot.
 */
const networks: LandmarkNetworks = {
  palms: async (image) => {
    const boxes = new Float32Array(2016 * 18);
    const scores = new Float32Array(2016).fill(-20);
    const dot = brightest(image);
    if (dot !== null) {
      // The first anchor: the middle of the first cell of 24.
      const [x, y] = dot.map((value) => value + 0.5 - 4);
      boxes.set([x, y, 19.2, 19.2, x, y + 9.6, x, y, x, y - 9.6]);
      scores[0] = 5;
    }
    return { boxes, scores };
  },
  landmarks: async (image) => {
    const [x, y] = brightest(image) ?? [0, 0];
    // Corners of pixels, as the real network counts.
    const landmarks = Float32Array.from({ length: 63 }, (_, i) =>
      i % 3 === 0 ? x + 0.5 : i % 3 === 1 ? y + 0.5 : 0,
    );
    for (let i = 3; i < 63; i += 3) landmarks[i + 1] -= 40;
    const world = new Float32Array(63);
    world.set([0.03, 0, 0.01], 3);
    return {
      landmarks,
      presence: Float32Array.of(0.9),
      side: Float32Array.of(0.99),
      world,
    };
  },
};

describe('a region of a photo', () => {
  it('maps its middle to the middle of the crop, and its own up to the crop’s', () => {
    const region = { x: 30, y: 50, side: 40, rotation: 0.3 };
    const map = regionMap(region, 80);
    const up = [30 + 10 * Math.sin(0.3), 50 - 10 * Math.cos(0.3)];
    expect(applyAffine(map, [30, 50, ...up])).toBeAllclose([39.5, 39.5, 39.5, 19.5], { absolute: 1e-4 });
  });

  it.each([
    ['as large as the crop', 224],
    ['much larger', 1600],
  ])('shows the photo where the map says, %s', (_, side) => {
    const photo = dotted(900, 700, 300, 420, 20);
    const region = { x: 350, y: 400, side, rotation: -0.7 };
    const seen = brightest(cropRegion(photo, region, 224))!;
    const found = applyAffine(invertAffine(regionMap(region, 224)), seen);
    // Positions are rounded to 1/32 pixel of what is warped, a step of the averaged photo at most.
    expect(found).toBeAllclose([300, 420], { absolute: (side / 224) * 0.1 });
  });

  it('of joints stands upright from wrist to knuckles and holds the inner joints twice', () => {
    const joints = new Float32Array(42);
    for (let i = 1; i < 21; i++) joints.set([100 * ((i + 3) >> 2) - 300, -400], 2 * i);
    const { rotation, side } = regionOfJoints(joints);
    // The knuckles of index, middle and ring are at -100, 0 and 100: straight above the wrist.
    expect(rotation).toBeCloseTo(0, 6);
    expect(side).toBeCloseTo(800, 3);
  });
});

describe('findLandmarks', () => {
  it.each([
    [640, 480],
    [300, 900],
  ])('brings what the networks see back into a photo of %d x %d', async (width, height) => {
    const photo = dotted(width, height, 0.6 * width, 0.4 * height, 3);
    const hands = await findLandmarks(photo, networks);
    expect(hands).toHaveLength(1);
    expect(hands[0].joints2d.slice(0, 2)).toBeAllclose([0.6 * width, 0.4 * height], { absolute: 0.3 });
    expect(hands[0].left).toBeCloseTo(0.01, 6);
  });

  it('turns points in space with the region', async () => {
    const photo = dotted(200, 200, 100, 100, 10);
    const region = { x: 100, y: 100, side: 224, rotation: Math.PI / 2 };
    const { world } = await landmarksIn(photo, region, networks);
    // The crop's right is the photo's down where its up leans to the right.
    expect(world.slice(3, 6)).toBeAllclose([0, 0.03, 0.01], { absolute: 1e-6 });
  });

  it('finds nothing where nothing is seen', async () => {
    const dark = { width: 320, height: 240, pixels: new Uint8Array(3 * 320 * 240) };
    expect(await findLandmarks(dark, networks)).toEqual([]);
  });
});
