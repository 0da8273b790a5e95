import { composeRigid, type RigidMotion, rigid, rotationOf } from '../../geometry/rigid-motion.js';
import { axisAngleToMatrix, matrixToAxisAngle } from '../../geometry/rotations.js';
import type { HandModel } from '../../hand/model/hand-model.js';

/**
 * The wrist joint (3) of a hand at rest: the point that the root turns about. Poses do not move it.
 *
 * @param betas (10)
 */
export function restWrist(
  model: Pick<HandModel, 'template' | 'shapeDirections' | 'jointRegressor'>,
  betas: ArrayLike<number>,
): Float64Array {
  const wrist = new Float64Array(3);
  for (let vertex = 0; 3 * vertex < model.template.length; vertex++) {
    const weight = model.jointRegressor[vertex]; // row 0 is the wrist's
    if (weight === 0) continue;
    for (let k = 0; k < 3; k++) {
      let value = model.template[3 * vertex + k];
      for (let i = 0; i < 10; i++) value += model.shapeDirections[(3 * vertex + k) * 10 + i] * betas[i];
      wrist[k] += weight * value;
    }
  }
  return wrist;
}

/**
 * The parameters of a hand after a rigid motion: x' = R x + t of every vertex. Since the root turns about the
 * wrist J and not about the origin, R0' = R R0 and translation' = R (translation + J) + t - J.
 *
 * @param pose (48) axis-angle; only the root changes.
 */
export function moveHand(
  model: Pick<HandModel, 'template' | 'shapeDirections' | 'jointRegressor'>,
  hand: { pose: ArrayLike<number>; betas: ArrayLike<number>; translation: ArrayLike<number> },
  motion: RigidMotion,
): { pose: Float32Array; translation: Float32Array } {
  const wrist = restWrist(model, hand.betas);
  const place = [0, 1, 2].map((k) => hand.translation[k] + wrist[k]);
  const moved = composeRigid(motion, rigid(axisAngleToMatrix(hand.pose), place));
  const pose = Float32Array.from(hand.pose);
  pose.set(matrixToAxisAngle(rotationOf(moved)), 0);
  return { pose, translation: Float32Array.from([3, 7, 11], (at, k) => moved[at] - wrist[k]) };
}
