import { Random } from '@handbooster/torch';
import { describe, expect, it } from 'vitest';
import { type Camera, projectPoints } from '../../geometry/camera.js';
import { axisAngleToMatrix } from '../../geometry/rotations.js';
import { mirrorImage } from '../images/mirror-image.js';
import type { RgbImage } from '../images/rgb-image.js';
import type { Sample } from '../sample/sample.js';
import { type Augmentation, drawAugmentation, GENERATED_AUGMENTATION } from './augmentation.js';
import { cropAndAugment, sampleBox } from './crop-and-augment.js';

const camera: Camera = { fx: 610, fy: 610, cx: 313, cy: 245, width: 640, height: 480 };

/** Joints spread over 20 cm at arm's length. */
function sampleAt(x: number, y: number): Pick<Sample, 'camera' | 'joints' | 'hand'> {
  const random = new Random(3, 'crop-test');
  const joints = new Float32Array(63);
  for (let i = 0; i < 21; i++) {
    joints[3 * i] = x + random.uniform(-0.1, 0.1);
    joints[3 * i + 1] = y + random.uniform(-0.1, 0.1);
    joints[3 * i + 2] = 0.7 + random.uniform(-0.05, 0.05);
  }
  const pose = random.fillUniform(new Float32Array(48), -1, 1);
  return {
    camera,
    joints,
    hand: {
      side: 'right',
      pose,
      betas: new Float32Array(10),
      translation: new Float32Array(3),
      modelHash: null,
    },
  };
}

/** Black, with a white blot of Gaussian shape around a point. */
function blot(x: number, y: number): RgbImage {
  const pixels = new Uint8Array(camera.width * camera.height * 3);
  for (let row = 0; row < camera.height; row++) {
    for (let column = 0; column < camera.width; column++) {
      const value = 255 * Math.exp(-((column - x) ** 2 + (row - y) ** 2) / (2 * 9));
      pixels.fill(value, 3 * (row * camera.width + column), 3 * (row * camera.width + column) + 3);
    }
  }
  return { width: camera.width, height: camera.height, pixels };
}

/** Centre of brightness of the green plane. */
function centroid(image: Float32Array, size: number): [number, number] {
  let sum = 0;
  let x = 0;
  let y = 0;
  for (let i = 0; i < size * size; i++) {
    const value = image[size * size + i];
    sum += value;
    x += value * (i % size);
    y += value * Math.floor(i / size);
  }
  return [x / sum, y / sum];
}

const turned: Augmentation = { scale: 1.2, rotation: 0.6, color: [0.8, 1, 1.2] };

describe('cropAndAugment', () => {
  const sample = sampleAt(0.02, -0.03);

  it('shows a joint where its label says, turned and scaled', () => {
    const joint = 8;
    const [x, y] = projectPoints(camera, sample.joints).subarray(2 * joint, 2 * joint + 2);
    const crop = cropAndAugment(sample, blot(x, y), { size: 128, augmentation: turned });
    const label = crop.joints2d.subarray(2 * joint, 2 * joint + 2).map((value) => value * 128);
    expect(centroid(crop.image, 128)).toBeAllclose(label, { absolute: 0.05 });
  });

  it('turns 3D joints, camera and picture together', () => {
    const crop = cropAndAugment(sample, blot(0, 0), { size: 128, augmentation: turned });
    const absolute = crop.joints.map((value, i) => value + crop.root[i % 3]);
    const projected = projectPoints(crop.camera, absolute);
    expect(projected).toBeAllclose(
      crop.joints2d.map((value) => value * 128),
      { absolute: 1e-3 },
    );
  });

  it("turns the root's orientation as the joints and leaves the fingers", () => {
    const crop = cropAndAugment(sample, blot(0, 0), { augmentation: turned });
    const before = axisAngleToMatrix(sample.hand.pose);
    const after = axisAngleToMatrix(crop.pose);
    // A direction fixed to the hand, seen in the camera before and after.
    const axis = (m: Float64Array) => [m[0], m[3], m[6]];
    const [x, y, z] = axis(before);
    const [c, s] = [Math.cos(0.6), Math.sin(0.6)];
    expect(axis(after)).toBeAllclose([c * x + s * y, -s * x + c * y, z], { absolute: 1e-5 });
    expect(crop.pose.subarray(3)).toEqual(sample.hand.pose.subarray(3));
  });

  it('gains colours and clips them', () => {
    const white = { ...blot(0, 0), pixels: new Uint8Array(camera.width * camera.height * 3).fill(230) };
    const { image } = cropAndAugment(sample, white, { size: 32, augmentation: { ...turned, rotation: 0 } });
    const centre = 16 * 32 + 16;
    expect([image[centre], image[1024 + centre], image[2048 + centre]]).toBeAllclose(
      [(0.8 * 230) / 255, 230 / 255, 1],
      { relative: 1e-5 },
    );
  });

  it('mirrors while sampling as the mirrored picture', () => {
    const random = new Random(1);
    const noise = { ...blot(0, 0), pixels: new Uint8Array(640 * 480 * 3).map(() => random.integer(256)) };
    const early = cropAndAugment(sample, mirrorImage(noise), { augmentation: turned });
    const late = cropAndAugment(sample, noise, { augmentation: turned, mirrorPixels: true });
    expect(late.image).toEqual(early.image);
  });

  it('has no box for a hand out of the picture', () => {
    expect(sampleBox(sampleAt(3, 0))).toBeNull();
    const crop = cropAndAugment(sampleAt(3, 0), blot(0, 0), { size: 16 });
    expect(crop.box).toEqual([0, 0, 639, 479]);
  });
});

describe('drawAugmentation', () => {
  it('keeps to the published ranges', () => {
    const random = new Random(5, 'augmentation');
    const draws = Array.from({ length: 4000 }, () => drawAugmentation(random));
    expect(Math.min(...draws.map((d) => d.scale))).toBe(0.75);
    expect(Math.max(...draws.map((d) => d.scale))).toBe(1.25);
    expect(Math.max(...draws.map((d) => Math.abs(d.rotation)))).toBeCloseTo(Math.PI / 3, 12);
    const still = draws.filter((d) => d.rotation === 0).length / draws.length;
    expect(still).toBeGreaterThan(0.36);
    expect(still).toBeLessThan(0.44);
    const gains = draws.flatMap((d) => [...d.color]);
    expect(Math.min(...gains)).toBeGreaterThanOrEqual(0.8);
    expect(Math.max(...gains)).toBeLessThan(1.2);
    expect(gains.reduce((sum, gain) => sum + gain, 0) / gains.length).toBeCloseTo(1, 2);
  });

  it('never zooms out of a generated picture', () => {
    const random = new Random(5, 'generated');
    const scales = Array.from({ length: 500 }, () => drawAugmentation(random, GENERATED_AUGMENTATION).scale);
    expect(Math.max(...scales)).toBe(1);
    expect(Math.min(...scales)).toBe(0.75);
  });
});
