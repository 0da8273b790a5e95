import { applyAffine, invertAffine } from '../../datasets/crop/affine.js';
import type { Box, Camera } from '../../geometry/camera.js';
import type { PhotoCrop } from './photo-crop.js';
import { placeInCamera } from './place-in-camera.js';

/**
 * What a network says of one crop: vertices (V, 3) and joints (21, 3) in metres, joints2d (21, 2) in units of
 * its side.
 */
export interface CropPrediction {
  vertices: Float32Array;
  joints: Float32Array;
  joints2d: Float32Array;
}

/** A hand in a photo. */
export interface HandEstimate {
  side: 'left' | 'right';
  box: Box;
  /**
   * (V, 3) metres, camera axes, relative to the wrist. A left hand's is mirrored: its faces turn the other
   * way round.
   */
  vertices: Float32Array;
  /** (21, 3) metres, the same. */
  joints: Float32Array;
  /** (21, 2) pixels of the photo. */
  joints2d: Float32Array;
  /** (3) where the camera has the wrist, metres. */
  wrist: Float64Array;
  camera: Camera;
}

/** Takes a network's answer for a crop back into the photo; the camera decides how far away the hand is. */
export function handEstimate(
  prediction: CropPrediction,
  { map }: PhotoCrop,
  { box, size, left, camera }: { box: Box; size: number; left: boolean; camera: Camera },
): HandEstimate {
  const joints2d = applyAffine(
    invertAffine(map),
    prediction.joints2d.map((value) => value * size),
  );
  const [x, y, z] = prediction.joints;
  const relative = (points: Float32Array) => {
    const wrist = [x, y, z];
    const out = points.map((value, i) => value - wrist[i % 3]);
    if (left) for (let i = 0; i < out.length; i += 3) out[i] = -out[i];
    return out;
  };
  if (left) for (let i = 0; i < joints2d.length; i += 2) joints2d[i] = camera.width - 1 - joints2d[i];
  const joints = relative(prediction.joints);
  return {
    side: left ? 'left' : 'right',
    box,
    vertices: relative(prediction.vertices),
    joints,
    joints2d,
    wrist: placeInCamera(joints, joints2d, camera),
    camera,
  };
}
