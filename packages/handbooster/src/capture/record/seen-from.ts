import type { WrittenHand } from '../../datasets/dexycb/dexycb-writer.js';
import { type RigidMotion, rotationOf } from '../../geometry/rigid-motion.js';
import { axisAngleToMatrix, matrixToAxisAngle, multiplyMatrices } from '../../geometry/rotations.js';
import type { SceneFrame } from '../motion/sequence-scene.js';

/**
 * The hand's parameters in another frame: the root turns about the wrist, which the translation must make
 * good.
 */
export function seenFrom(motion: RigidMotion, moment: SceneFrame, wrist: Float32Array): WrittenHand {
  const pose = moment.pose.slice();
  pose.set(matrixToAxisAngle(multiplyMatrices(rotationOf(motion), axisAngleToMatrix(moment.pose))));
  const place = Array.from(wrist, (w, k) => w + moment.translation[k]);
  const m = motion;
  const translation = Float32Array.from(
    [0, 4, 8],
    (row, k) => m[row] * place[0] + m[row + 1] * place[1] + m[row + 2] * place[2] + m[row + 3] - wrist[k],
  );
  return { pose, translation };
}
