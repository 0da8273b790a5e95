import { type Box, type Camera, projectPoints } from '../../geometry/camera.js';
import { axisAngleToMatrix, matrixToAxisAngle, multiplyMatrices } from '../../geometry/rotations.js';
import type { RgbImage } from '../images/rgb-image.js';
import type { Sample } from '../sample/sample.js';
import { type Affine, applyAffine, cropAffine } from './affine.js';
import { type Augmentation, NO_AUGMENTATION } from './augmentation.js';
import { jointBox, shiftInside, squareBox, wholeImageBox } from './square-box.js';
import { warpAffine } from './warp-affine.js';

/** Options of {@link cropAndAugment}. */
export interface CropOptions {
  /** Side of the crop in pixels. */
  size: number;
  augmentation: Augmentation;
  /** The box to crop; by default that of the sample's joints (see {@link sampleBox}). */
  box: Box | null;
  /** The image was not mirrored yet though its labels are: mirror while sampling, which costs nothing. */
  mirrorPixels: boolean;
  /**
   * Column and row of the picture that the image begins at, where it is a window of it (see {@link
   * cutWindow}).
   */
  origin: readonly [number, number];
}

export const CROP_DEFAULTS: CropOptions = {
  size: 128,
  augmentation: NO_AUGMENTATION,
  box: null,
  mirrorPixels: false,
  origin: [0, 0],
};

/** A crop with its labels turned along. */
export interface CroppedSample {
  /** (3, size, size) RGB in 0 ... 1. */
  image: Float32Array;
  /** (21, 2) joints in the crop, in units of its side: 0 ... 1 inside. */
  joints2d: Float32Array;
  /** (21, 3) metres, relative to the wrist, turned. */
  joints: Float32Array;
  /** (3) the wrist, metres, camera, turned. */
  root: Float32Array;
  /** (48) absolute axis-angle, the root's turned. */
  pose: Float32Array;
  /** (10) */
  betas: Float32Array;
  /**
   * Projects turned camera points into the crop (exact for square pixels; else for the joints to fx / fy).
   */
  camera: Camera;
  /** Image pixels to crop pixels. */
  map: Affine;
  box: Box;
}

/**
 * The square box of a sample's joints, inside the image: 1.5 times the joints' extent. null where no part of
 * it is in the image; training drops such samples, a test set shows the whole image instead.
 */
export function sampleBox(sample: Pick<Sample, 'camera' | 'joints'>): Box | null {
  const { camera, joints } = sample;
  const square = squareBox(jointBox(projectPoints(camera, joints)), camera.width, camera.height);
  return square === null ? null : shiftInside(square, camera.width, camera.height);
}

/**
 * Crops the hand out of a picture and turns the labels as the picture (spec of the published baselines, Sec.
 * 3.4).
 */
export function cropAndAugment(
  sample: Pick<Sample, 'camera' | 'joints' | 'hand'>,
  image: RgbImage,
  options: Partial<CropOptions> = {},
): CroppedSample {
  const { size, augmentation, box: given, mirrorPixels, origin } = { ...CROP_DEFAULTS, ...options };
  const { camera } = sample;
  const box = given ?? sampleBox(sample) ?? wholeImageBox(camera.width, camera.height);
  const map = cropAffine(box, size, augmentation.scale, augmentation.rotation);
  const patch = warpAffine(image, map, size, { mirror: mirrorPixels, origin });
  return {
    image: toPlanes(patch, size, augmentation.color),
    ...turnLabels(sample, augmentation.rotation),
    joints2d: applyAffine(map, projectPoints(camera, sample.joints)).map((value) => value / size),
    betas: Float32Array.from(sample.hand.betas),
    camera: turnedCamera(camera, map, augmentation.rotation, size),
    map,
    box,
  };
}

/** (size, size, 3) in 0 ... 255 -> (3, size, size) in 0 ... 1, colours gained and clipped on the way. */
function toPlanes(patch: Float32Array, size: number, color: readonly number[]): Float32Array {
  const count = size * size;
  const planes = new Float32Array(3 * count);
  const [red, green, blue] = color;
  for (let i = 0, at = 0; i < count; i++, at += 3) {
    planes[i] = Math.min(255, patch[at] * red) / 255;
    planes[count + i] = Math.min(255, patch[at + 1] * green) / 255;
    planes[2 * count + i] = Math.min(255, patch[at + 2] * blue) / 255;
  }
  return planes;
}

function turnLabels(sample: Pick<Sample, 'joints' | 'hand'>, rotation: number) {
  const turn = axisAngleToMatrix([0, 0, -rotation]);
  const joints = new Float32Array(sample.joints.length);
  const root = new Float32Array(3);
  const moved = (x: number, y: number, z: number, into: Float32Array, at: number) => {
    into[at] = turn[0] * x + turn[1] * y;
    into[at + 1] = turn[3] * x + turn[4] * y;
    into[at + 2] = z;
  };
  const [x, y, z] = sample.joints;
  moved(x, y, z, root, 0);
  for (let i = 0; i < joints.length; i += 3) {
    moved(sample.joints[i] - x, sample.joints[i + 1] - y, sample.joints[i + 2] - z, joints, i);
  }
  const pose = Float32Array.from(sample.hand.pose);
  if (rotation !== 0) pose.set(matrixToAxisAngle(multiplyMatrices(turn, axisAngleToMatrix(pose))), 0);
  return { joints, root, pose };
}

/** The pinhole that shows points turned by -rotation about z where the crop shows the points themselves. */
function turnedCamera(camera: Camera, map: Affine, rotation: number, size: number): Camera {
  // map = K' Rot(-rotation) K^-1 with K' = diag(scaleX, scaleY) K, so scales follow from the map's rows.
  const cosine = Math.cos(rotation);
  const sine = Math.sin(rotation);
  const scaleX = map[0] * cosine + map[1] * sine;
  const scaleY = map[4] * cosine - map[3] * sine;
  return {
    fx: camera.fx * scaleX,
    fy: camera.fy * scaleY,
    cx: map[0] * camera.cx + map[1] * camera.cy + map[2],
    cy: map[3] * camera.cx + map[4] * camera.cy + map[5],
    width: size,
    height: size,
  };
}
