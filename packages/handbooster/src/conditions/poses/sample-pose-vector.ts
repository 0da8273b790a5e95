import type { Sample } from '../../datasets/sample/sample.js';
import { identityRigid } from '../../geometry/rigid-motion.js';
import type { GraspRecord } from '../../grasps/set/grasp-record.js';
import { decodeHands } from '../../hand/decode-hands.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { poseVector } from './pose-vector.js';

/** The pose vector (Eq. 4) of a sample and the object that it grasps. */
export function samplePoseVector(
  sample: Pick<Sample, 'hand' | 'joints' | 'objects' | 'grasped'>,
): Float64Array {
  return poseVector({
    pose: sample.hand.pose,
    wrist: sample.joints,
    object: sample.objects[sample.grasped].pose,
  });
}

/** The pose vector (Eq. 4) of a grasp, which stands in the object's own frame. */
export function graspPoseVector(
  grasp: Pick<GraspRecord, 'pose' | 'betas' | 'translation'>,
  hand: HandModel,
): Float64Array {
  const { joints } = decodeHands(hand, grasp.pose, grasp.betas, grasp.translation);
  return poseVector({ pose: grasp.pose, wrist: joints, object: identityRigid() });
}
