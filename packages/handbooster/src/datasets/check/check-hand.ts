import { type Camera, projectPoints } from '../../geometry/camera.js';
import type { CheckCollector } from './check-report.js';

/** Palms (wrist to middle knuckle) outside of this are not hands, metres. */
const PALM_RANGE = [0.04, 0.16];
/** Hands farther than this from the camera are mistakes, metres. */
const FARTHEST = 3;
/** 2D labels are the projected 3D ones, to this many pixels. */
const PIXELS = 2;

/**
 * Checks a hand's joints: in front of the camera and near, of a hand's size, in the picture, and where the 2D
 * labels say.
 *
 * @param joints (21, 3) metres, camera. @param joints2d (21, 2) pixels, where the labels have them.
 * @param options.farthest metres; datasets without a scale have none.
 */
export function checkHand(
  found: CheckCollector,
  place: { path: string; order: number },
  camera: Camera,
  joints: Float32Array,
  joints2d: Float32Array | null = null,
  { farthest: limit = FARTHEST }: { farthest?: number } = {},
): void {
  const note = (kind: string, message: string) => found.add(kind, place.path, message, place.order);
  let nearest = Number.POSITIVE_INFINITY;
  let farthest = 0;
  for (let i = 2; i < 63; i += 3) {
    nearest = Math.min(nearest, joints[i]);
    farthest = Math.max(farthest, joints[i]);
  }
  if (nearest <= 0) {
    note('joints behind the camera', `joint at ${nearest.toFixed(3)} m in front`);
    return;
  }
  if (farthest > limit) {
    note('hand too far', `joint at ${farthest.toFixed(1)} m, expected at most ${limit}`);
    return;
  }
  const palm = Math.hypot(joints[27] - joints[0], joints[28] - joints[1], joints[29] - joints[2]);
  if (!(palm >= PALM_RANGE[0] && palm <= PALM_RANGE[1])) {
    const range = `${PALM_RANGE[0] * 1000} ... ${PALM_RANGE[1] * 1000} mm`;
    note('hand size', `palm of ${(palm * 1000).toFixed(0)} mm, expected ${range}`);
  }
  const projected = projectPoints(camera, joints);
  let inside = 0;
  for (let i = 0; i < 42; i += 2) {
    const [x, y] = [projected[i], projected[i + 1]];
    if (x >= -0.5 && y >= -0.5 && x < camera.width - 0.5 && y < camera.height - 0.5) inside++;
  }
  if (inside === 0) note('hand outside the picture', 'none of its 21 joints projects into the image');
  if (joints2d === null) return;
  let worst = 0;
  for (let i = 0; i < 42; i++) worst = Math.max(worst, Math.abs(projected[i] - joints2d[i]));
  if (worst > PIXELS) {
    note(
      'intrinsics do not fit',
      `joint_3d projects ${worst.toFixed(0)} px from joint_2d: labels and intrinsics are not of one camera`,
    );
  }
}

/** Checks that a 3x4 pose is a rigid motion within reach. */
export function checkObjectPose(
  found: CheckCollector,
  place: { path: string; order: number },
  name: string,
  pose: ArrayLike<number>,
): void {
  let error = 0;
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      let dot = 0;
      for (let k = 0; k < 3; k++) dot += pose[4 * i + k] * pose[4 * j + k];
      error = Math.max(error, Math.abs(dot - (i === j ? 1 : 0)));
    }
  }
  const determinant =
    pose[0] * (pose[5] * pose[10] - pose[6] * pose[9]) -
    pose[1] * (pose[4] * pose[10] - pose[6] * pose[8]) +
    pose[2] * (pose[4] * pose[9] - pose[5] * pose[8]);
  if (error > 1e-2 || determinant < 0) {
    const message = `${name}: its 3x3 part is no rotation (rows off by ${error.toFixed(3)}, determinant ${determinant.toFixed(2)})`;
    found.add('object pose', place.path, message, place.order);
    return;
  }
  const distance = Math.hypot(pose[3], pose[7], pose[11]);
  if (distance > 5) {
    found.add(
      'object too far',
      place.path,
      `${name}: at ${distance.toFixed(1)} m, expected at most 5`,
      place.order,
    );
  }
}
