import type { Box, Camera } from '../../geometry/camera.js';
import { projectPoints } from '../../geometry/camera.js';
import type { HandEstimate } from '../photo/hand-estimate.js';
import type { LandmarkFit, LandmarkFitter, LandmarksToFit } from './fit-landmarks.js';

/** A hand fitted to landmarks in a photo. */
export interface FittedHand {
  hand: HandEstimate;
  /** Of the right hand, or of the left one mirrored. */
  fit: LandmarkFit;
}

/**
 * Fits the hand model to landmarks found in a photo: those of a left hand are mirrored, as the model is a
 * right one, and the answer is mirrored back.
 *
 * @param box is kept with the answer. @param start the fit of the frame before.
 */
export function fittedHand(
  fitter: LandmarkFitter,
  { joints2d, world, measured = false }: LandmarksToFit,
  { box, left, camera }: { box: Box; left: boolean; camera: Camera },
  start: LandmarkFit | null = null,
): FittedHand {
  const last = camera.width - 1;
  const seen = left ? { ...camera, cx: last - camera.cx } : camera;
  const landmarks = left
    ? {
        joints2d: Array.from(joints2d, (value, i) => (i % 2 === 0 ? last - value : value)),
        world: Array.from(world, (value, i) => (i % 3 === 0 ? -value : value)),
        measured,
      }
    : { joints2d, world, measured };
  const fit = fitter.fit(landmarks, seen, start);
  const side = left ? -1 : 1;
  const from = fit.joints.slice(0, 3);
  const relative = (points: Float32Array) =>
    points.map((value, i) => (i % 3 === 0 ? side : 1) * (value - from[i % 3]));
  const wrist = Float64Array.of(side * from[0], from[1], from[2]);
  const joints = relative(fit.joints);
  return {
    fit,
    hand: {
      side: left ? 'left' : 'right',
      box,
      vertices: relative(fit.vertices),
      joints,
      joints2d: projectPoints(
        camera,
        joints.map((value, i) => value + wrist[i % 3]),
      ),
      wrist,
      camera,
    },
  };
}
