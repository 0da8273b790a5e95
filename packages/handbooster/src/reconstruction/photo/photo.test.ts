import { Random } from '@handbooster/torch';
import { describe, expect, it } from 'vitest';
import { cropAndAugment } from '../../datasets/crop/crop-and-augment.js';
import { mirrorImage } from '../../datasets/images/mirror-image.js';
import type { RgbImage } from '../../datasets/images/rgb-image.js';
import { type Box, type Camera, projectPoints } from '../../geometry/camera.js';
import { answerSpread, STEADY_SPREAD } from './answer-spread.js';
import { findHand } from './find-hand.js';
import { handEstimate } from './hand-estimate.js';
import { photoCrop } from './photo-crop.js';
import { placeInCamera } from './place-in-camera.js';

const random = new Random(7, 'photo');
const camera: Camera = { fx: 500, fy: 510, cx: 310, cy: 245, width: 640, height: 480 };
const noise = (width: number, height: number): RgbImage => ({
  width,
  height,
  pixels: Uint8Array.from({ length: 3 * width * height }, () => random.integer(256)),
});

describe('placeInCamera', () => {
  it('finds where projected points were', () => {
    for (let round = 0; round < 50; round++) {
      const points = random.fillNormal(new Float32Array(63)).map((value) => value * 0.05);
      const place = [random.uniform(-0.3, 0.3), random.uniform(-0.3, 0.3), random.uniform(0.3, 2)];
      const pixels = projectPoints(
        camera,
        points.map((value, i) => value + place[i % 3]),
      );
      expect(placeInCamera(points, pixels, camera)).toBeAllclose(place, { absolute: 2e-5 });
    }
  });

  it('has the least error in pixels where the points do not fit', () => {
    const points = random.fillNormal(new Float32Array(63)).map((value) => value * 0.05);
    const exact = projectPoints(
      camera,
      points.map((value, i) => value + [0.1, 0, 0.7][i % 3]),
    );
    const pixels = exact.map((value) => value + random.normal() * 5);
    const error = (place: ArrayLike<number>) =>
      projectPoints(
        camera,
        points.map((value, i) => value + place[i % 3]),
      ).reduce((sum, value, i) => sum + (value - pixels[i]) ** 2, 0);
    const place = placeInCamera(points, pixels, camera);
    for (let k = 0; k < 3; k++) {
      for (const step of [-1e-3, 1e-3]) {
        expect(error(place.map((value, i) => (i === k ? value + step : value)))).toBeGreaterThan(
          error(place),
        );
      }
    }
  });

  it('keeps nonsense in front of the camera', () => {
    const points = random.fillNormal(new Float32Array(63));
    const pixels = random.fillNormal(new Float32Array(42)).map((value) => 320 + 3000 * value);
    const place = placeInCamera(points, pixels, camera);
    for (let i = 0; i < 21; i++) expect(points[3 * i + 2] + place[2]).toBeGreaterThan(0);
  });
});

describe('photoCrop', () => {
  const box: Box = [200, 110, 90, 90];

  it('is the crop of the training data at its resolution', () => {
    const photo = noise(640, 480);
    const sample = {
      camera,
      joints: new Float32Array(63).fill(1),
      hand: {
        side: 'right' as const,
        pose: new Float32Array(48),
        betas: new Float32Array(10),
        translation: new Float32Array(3),
        modelHash: null,
      },
    };
    const expected = cropAndAugment(sample, photo, { size: 64, box });
    const crop = photoCrop(photo, box, 64, false);
    expect(crop.image).toEqual(expected.image);
    expect(crop.map).toEqual(expected.map);
  });

  it.each([90, 700])('sees of a left hand what it would see in the mirrored photo (box of %d)', (side) => {
    const photo = noise(1000, 800);
    const place: Box = [120, 40, side, side];
    const mirrored = photoCrop(mirrorImage(photo), [1000 - 1 - 120 - side, 40, side, side], 64, false);
    const found = photoCrop(photo, place, 64, true);
    expect(found.map).toEqual(mirrored.map);
    // Blocks that are averaged begin at the other side of the box.
    if (side === 90) expect(found.image).toEqual(mirrored.image);
    else expect(mean(found.image)).toBeCloseTo(mean(mirrored.image), 2);
  });

  it('shows a point of a large photo where its map says', () => {
    const photo = { width: 2000, height: 1500, pixels: new Uint8Array(3 * 2000 * 1500) };
    const [px, py] = [900, 620];
    for (let y = -60; y <= 60; y++) {
      for (let x = -60; x <= 60; x++) {
        const value = 255 * Math.exp(-(x * x + y * y) / (2 * 20 ** 2));
        photo.pixels.fill(value, 3 * ((py + y) * 2000 + px + x), 3 * ((py + y) * 2000 + px + x) + 3);
      }
    }
    for (const left of [false, true]) {
      const { image, map } = photoCrop(photo, [333, 222, 1111, 1111], 64, left);
      const seen = left ? 2000 - 1 - px : px;
      let [sum, x, y] = [0, 0, 0];
      for (let i = 0; i < 64 * 64; i++) {
        sum += image[i];
        x += image[i] * (i % 64);
        y += image[i] * Math.floor(i / 64);
      }
      expect([x / sum, y / sum]).toBeAllclose([map[0] * seen + map[2], map[4] * py + map[5]], {
        absolute: 0.1,
      });
    }
  });
});

describe('handEstimate', () => {
  it('answers a mirrored photo with the mirrored hand', () => {
    const joints = random.fillNormal(new Float32Array(63)).map((value) => value * 0.05);
    const prediction = {
      vertices: random.fillNormal(new Float32Array(30)).map((value) => value * 0.05),
      joints,
      joints2d: projectPoints(
        { ...camera, fx: 3, fy: 3, cx: 0.5, cy: 0.5 },
        joints.map((value, i) => value + (i % 3 === 2 ? 1 : 0)),
      ),
    };
    const middle = { ...camera, cx: 319.5 };
    const photo = noise(640, 480);
    const [box, mirrored]: Box[] = [
      [100, 120, 150, 150],
      [640 - 1 - 100 - 150, 120, 150, 150],
    ];
    const right = handEstimate(prediction, photoCrop(photo, box, 64, false), {
      box,
      size: 64,
      left: false,
      camera: middle,
    });
    const left = handEstimate(prediction, photoCrop(photo, mirrored, 64, true), {
      box: mirrored,
      size: 64,
      left: true,
      camera: middle,
    });
    const flip = (points: ArrayLike<number>) =>
      Array.from(points, (value, i) => (i % 3 === 0 ? -value : value));
    expect(left.side).toBe('left');
    expect(left.vertices).toBeAllclose(flip(right.vertices), { absolute: 1e-7 });
    expect(left.wrist).toBeAllclose(flip(right.wrist), { absolute: 1e-5 });
    expect(left.joints2d).toBeAllclose(
      right.joints2d.map((value, i) => (i % 2 === 0 ? 639 - value : value)),
      { absolute: 1e-3 },
    );
    // The network's 2D joints lie in the crop; those of the photo where the crop was taken.
    expect(right.joints2d).toBeAllclose(
      prediction.joints2d.map((value, i) => box[i % 2] + 150 * value),
      { absolute: 1e-3 },
    );
  });
});

/**
 * Stands for a network: where a window shows the bright disc of radius `radius` around (px, py), it says that
 * the joints lie on that disc; elsewhere it follows the window.
 */
const seer =
  (size: number, discs: readonly { x: number; y: number; level: number; radius: number }[]) =>
  (images: Float32Array, count: number) => {
    const joints = new Float32Array(42 * count);
    for (let i = 0; i < count; i++) {
      const plane = images.subarray(3 * size * size * i, 3 * size * size * i + size * size);
      let [sum, x, y] = [0, 0, 0];
      const level = discs.map((disc) => disc.level).find((one) => plane.some((value) => near(value, one)));
      plane.forEach((value, k) => {
        if (level === undefined || !near(value, level)) return;
        sum++;
        x += (k % size) / size;
        y += Math.floor(k / size) / size;
      });
      const radius = Math.sqrt(sum / Math.PI) / size;
      for (let j = 0; j < 21; j++) {
        const angle = (2 * Math.PI * j) / 20;
        joints[42 * i + 2 * j] = sum === 0 ? 0.5 + 0.4 * Math.cos(angle) : x / sum + radius * Math.cos(angle);
        joints[42 * i + 2 * j + 1] =
          sum === 0 ? 0.5 + 0.4 * Math.sin(angle) : y / sum + radius * Math.sin(angle);
      }
    }
    return joints;
  };
const near = (value: number, level: number) => Math.abs(value - level / 255) < 0.02;

const discPhoto = (
  width: number,
  height: number,
  discs: readonly { x: number; y: number; level: number; radius: number }[],
): RgbImage => {
  const photo = { width, height, pixels: new Uint8Array(3 * width * height).fill(20) };
  for (const { x, y, level, radius } of discs) {
    for (let row = Math.floor(y - radius); row <= y + radius; row++) {
      for (let column = Math.floor(x - radius); column <= x + radius; column++) {
        if (Math.hypot(column - x, row - y) > radius) continue;
        photo.pixels.fill(level, 3 * (row * width + column), 3 * (row * width + column) + 3);
      }
    }
  }
  return photo;
};

describe('answerSpread', () => {
  it('is small for an answer that stays in the photo, large for one that follows the window', async () => {
    const disc = { x: 320, y: 240, level: 250, radius: 40 };
    const photo = discPhoto(640, 480, [disc]);
    const boxes: Box[] = [
      [255, 175, 130, 130],
      [20, 20, 130, 130],
    ];
    for (const left of [false, true]) {
      const [held, loose] = await answerSpread(photo, boxes, 32, left, seer(32, [disc]));
      expect(held).toBeLessThan(0.05);
      // By hand: centres move by 0.12 of the side either way in 8 of 9 looks, both axes; radii are 0.4 s of
      // the side.
      const shift = (2 * 8 * 0.12 ** 2) / 9;
      const scales = [1, 1.2, 1.2, 1.2, 1.2, 0.85, 0.85, 0.85, 0.85];
      const mean = scales.reduce((sum, scale) => sum + scale / 9, 0);
      const radial = scales.reduce((sum, scale) => sum + (0.4 * (scale - mean)) ** 2 / 9, 0);
      expect(loose).toBeCloseTo(Math.sqrt(shift + radial) / (0.8 * mean), 3);
      expect(loose).toBeGreaterThan(STEADY_SPREAD);
    }
  });
});

describe('findHand', () => {
  /** Stands for a network: points at the brightest place it sees, from windows that show it. */
  const predict = (size: number) => (images: Float32Array, count: number) => {
    const joints = new Float32Array(42 * count);
    for (let i = 0; i < count; i++) {
      const plane = images.subarray(3 * size * size * i, 3 * size * size * i + size * size);
      let best = 0;
      for (let k = 1; k < plane.length; k++) if (plane[k] > plane[best]) best = k;
      const bright = plane[best] > 0.5;
      const [x, y] = bright
        ? [(best % size) / size, Math.floor(best / size) / size]
        : [random.uniform(), random.uniform()];
      const spread = bright ? 0.2 : random.uniform(0.05, 0.5);
      for (let j = 0; j < 21; j++) {
        joints[42 * i + 2 * j] = x + spread * ((j % 3) - 1);
        joints[42 * i + 2 * j + 1] = y + (spread * ((j % 5) - 2)) / 2;
      }
    }
    return joints;
  };

  it.each([false, true])('goes where most windows point (left: %s)', async (left) => {
    const photo = { width: 640, height: 480, pixels: new Uint8Array(3 * 640 * 480).fill(20) };
    const [px, py] = [420, 170];
    for (let y = -12; y <= 12; y++) {
      for (let x = -12; x <= 12; x++)
        photo.pixels.fill(
          250 - Math.abs(x) - Math.abs(y),
          3 * ((py + y) * 640 + px + x),
          3 * ((py + y) * 640 + px + x) + 3,
        );
    }
    const { box, agreement } = await findHand(photo, 32, left, predict(32));
    const [x, y, width] = box;
    expect(Math.hypot(x + width / 2 - px, y + width / 2 - py)).toBeLessThan(0.25 * width);
    expect(agreement).toBeGreaterThan(0.02);
  });

  it('names other steady places, and none where nothing is seen', async () => {
    const discs = [
      { x: 160, y: 150, level: 250, radius: 40 },
      { x: 470, y: 330, level: 180, radius: 45 },
    ];
    const both = await findHand(discPhoto(640, 480, discs), 32, false, seer(32, discs));
    expect(both.spread).toBeLessThan(STEADY_SPREAD);
    expect(both.others.length).toBe(1);
    const centres = [both, ...both.others].map(({ box: [x, y, side] }) => [x + side / 2, y + side / 2]);
    centres.sort((a, b) => a[0] - b[0]);
    discs.forEach(({ x, y }, i) => {
      expect(Math.hypot(centres[i][0] - x, centres[i][1] - y)).toBeLessThan(8);
    });
    const nothing = await findHand(discPhoto(640, 480, []), 32, false, seer(32, discs));
    expect(nothing.spread).toBeGreaterThan(STEADY_SPREAD);
    expect(nothing.others).toEqual([]);
  });

  it('finds the same place in a photo of many pixels', async () => {
    const disc = { x: 2000, y: 700, level: 250, radius: 160 };
    const { box, spread } = await findHand(discPhoto(2600, 1500, [disc]), 32, true, seer(32, [disc]));
    expect(Math.hypot(box[0] + box[2] / 2 - 2000, box[1] + box[3] / 2 - 700)).toBeLessThan(15);
    // The joints' extent and half as much again.
    expect(Math.abs(box[2] / (2 * 160 * 1.5) - 1)).toBeLessThan(0.1);
    expect(spread).toBeLessThan(STEADY_SPREAD);
  });
});

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
