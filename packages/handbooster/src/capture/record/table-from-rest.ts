import { type RigidMotion, rigid } from '../../geometry/rigid-motion.js';
import { axisAngleToMatrix } from '../../geometry/rotations.js';
import type { SceneFrame } from '../motion/sequence-scene.js';

/** The table's frame from the hand at rest: its root turns about the wrist. */
export function tableFromRest(
  moment: Pick<SceneFrame, 'pose' | 'translation'>,
  wrist: Float32Array,
): RigidMotion {
  const r = axisAngleToMatrix(moment.pose);
  const t = [0, 3, 6].map(
    (row, k) =>
      wrist[k] + moment.translation[k] - (r[row] * wrist[0] + r[row + 1] * wrist[1] + r[row + 2] * wrist[2]),
  );
  return rigid(r, t);
}
