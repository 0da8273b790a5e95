export { type DecodedHands, decodeHands } from './decode-hands.js';
export { type HandFrame, handFrame } from './hand-frame.js';
export { HandLayer, type HandLayerOptions, type HandLayerOutput } from './hand-layer.js';
export { closedFaces, partOfVertex, restJoints } from './hand-parts.js';
export {
  clampToLimits,
  fromAnatomical,
  type JointLimits,
  jointLimits,
  toAnatomical,
} from './joint-limits.js';
export { loadBuiltinHand } from './model/builtin-hand.js';
export { createHandModel } from './model/create-hand-model.js';
export { type FindHandModelOptions, findHandModel, manoFile } from './model/find-hand-model.js';
export { furthestTips, MANO_TIPS } from './model/finger-tips.js';
export type { HandModel, HandSide } from './model/hand-model.js';
export {
  BONES_21,
  FINGER_JOINTS,
  FINGERS,
  type Finger,
  HAND_PARENTS,
  JOINT_NAMES,
  JOINT_ORDER_21,
} from './model/hand-skeleton.js';
export { type ReadManoOptions, readManoPickle } from './model/mano-file.js';
export { mirrorHandModel, mirrorPoints, mirrorPose } from './model/mirror-hand.js';
export { type PackedHand, packHand, unpackHand } from './model/packed-hand.js';
export {
  fromAbsolutePose,
  POSE_CONVENTION_DEFAULTS,
  type PoseConvention,
  toAbsolutePose,
} from './pose-conversions.js';
