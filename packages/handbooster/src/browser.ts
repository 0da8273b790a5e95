// What runs in a page: nothing here, nor what it takes, needs Node, sharp or the engine.
export { type ConditionImages, ConditionRenderer } from './conditions/maps/condition-renderer.js';
export { type DrawableLabel, SceneBuilder } from './conditions/maps/scene-builder.js';
export { type Affine, applyAffine, cropAffine, invertAffine } from './datasets/crop/affine.js';
export { cropCamera } from './datasets/crop/crop-camera.js';
export { jointBox, shiftInside, squareBox } from './datasets/crop/square-box.js';
export { type WarpOptions, warpAffine } from './datasets/crop/warp-affine.js';
export { mirrorImage } from './datasets/images/mirror-image.js';
export type { RgbImage } from './datasets/images/rgb-image.js';
export {
  type Box,
  type Camera,
  intrinsicMatrix,
  projectPoints,
  unprojectPixel,
} from './geometry/camera.js';
export type { Mesh } from './geometry/mesh/mesh.js';
export { faceNormals, vertexNormals } from './geometry/mesh/normals.js';
export {
  applyRigid,
  applyRotation,
  composeRigid,
  identityRigid,
  invertRigid,
  type RigidMotion,
  rigid,
  rotationOf,
  translationOf,
} from './geometry/rigid-motion.js';
export {
  axisAngleToMatrix,
  axisAngleToQuaternion,
  matrixToAxisAngle,
  matrixToQuaternion,
  multiplyMatrices,
  multiplyQuaternions,
  quaternionToAxisAngle,
  quaternionToMatrix,
  rotateVector,
  rotationDistance,
  transposeMatrix,
} from './geometry/rotations.js';
export { type DecodedHands, decodeHands } from './hand/decode-hands.js';
export { handOrientation } from './hand/hand-orientation.js';
export { closedFaces } from './hand/hand-parts.js';
export {
  fromAnatomical,
  type JointLimits,
  jointLimits,
  toAnatomical,
} from './hand/joint-limits.js';
export type { HandModel, HandSide } from './hand/model/hand-model.js';
export { FINGER_JOINTS, FINGERS, type Finger } from './hand/model/hand-skeleton.js';
export { type PackedHand, unpackHand } from './hand/model/packed-hand.js';
export type { ObjectModel, Texture } from './objects/object-model.js';
export { FingertipPuller, type PosedHand } from './reconstruction/fit/pull-fingertip.js';
export type { LandmarkNetworks, NetworkRun } from './reconstruction/landmarks/landmark-networks.js';
export { answerSpread, STEADY_SPREAD } from './reconstruction/photo/answer-spread.js';
export {
  boxOfJoints,
  FIND_HAND_DEFAULTS,
  type FindHandOptions,
  type FoundHand,
  findHand,
  type HandPlace,
  overlap,
} from './reconstruction/photo/find-hand.js';
export { GUESSED_FOCAL, guessCamera } from './reconstruction/photo/guess-camera.js';
export {
  type CropPrediction,
  type HandEstimate,
  handEstimate,
} from './reconstruction/photo/hand-estimate.js';
export { type PhotoCrop, photoCrop } from './reconstruction/photo/photo-crop.js';
export { placeInCamera } from './reconstruction/photo/place-in-camera.js';
export type { JointPredictor } from './reconstruction/photo/predict-in-boxes.js';
export { shrinkPhoto } from './reconstruction/photo/shrink-photo.js';
export {
  type CreateTrackerOptions,
  createTracker,
  type Tracker,
} from './reconstruction/tracker/create-tracker.js';
export { HandTracker, type TrackedHand } from './reconstruction/tracker/hand-tracker.js';
export {
  CONDITION_MAPS,
  type ConditionMap,
  type ConditionMaps,
} from './render/maps/render-condition-maps.js';
