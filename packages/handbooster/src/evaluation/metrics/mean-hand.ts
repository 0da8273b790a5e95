import type { RealSplit } from '../../datasets/real/real-split.js';
import { decodeHands } from '../../hand/decode-hands.js';
import type { HandModel } from '../../hand/model/hand-model.js';

/**
 * Mean over the training set of wrist-relative joints and vertices: what a network that has learned nothing
 * would say.
 */
export function meanHand(
  hand: HandModel,
  train: RealSplit,
): { joints: Float64Array; vertices: Float64Array } {
  const joints = new Float64Array(63);
  const vertices = new Float64Array(hand.template.length);
  for (const sample of train.samples) {
    const decoded = decodeHands(hand, sample.hand.pose, sample.hand.betas);
    const [x, y, z] = decoded.joints;
    const wrist = [x, y, z];
    for (let i = 0; i < joints.length; i++) joints[i] += (decoded.joints[i] - wrist[i % 3]) / train.length;
    for (let i = 0; i < vertices.length; i++)
      vertices[i] += (decoded.vertices[i] - wrist[i % 3]) / train.length;
  }
  return { joints, vertices };
}
