import type { Sample } from '../../datasets/sample/sample.js';
import type { Box } from '../../geometry/camera.js';
import type { GraspFit } from './novel-grasp.js';

/**
 * What is to be synthesised: the label of a photo that does not exist yet (Sec. 3.3). Camera, hand, joints
 * and objects are those of a `Sample`, in the camera's frame; the maps are rendered from them.
 */
export interface Condition
  extends Pick<Sample, 'id' | 'camera' | 'hand' | 'joints' | 'objects' | 'grasped' | 'subject'> {
  kind: 'novel-grasp' | 'novel-view';
  /** The grasp or the sample whose pose this is. */
  source: string;
  /** The training sample that gave camera, wrist position and orientation. */
  reference: string;
  /** The square of the reference camera's image that is generated. */
  box: Box;
  /** The hand's root rotation as a unit quaternion (w, x, y, z), w >= 0: the denoiser's h_q. */
  orientation: Float32Array;
  /** Of a novel grasp: how it fits with the hand's shape. */
  fit?: GraspFit;
}
