export type { HandParameters } from '../hand/hand-parameters.js';
export {
  FIND_LANDMARKS_DEFAULTS,
  type FindLandmarksOptions,
  findLandmarks,
  type HandLandmarks,
} from './landmarks/find-landmarks.js';
export { openLandmarkNetworks } from './landmarks/open-landmark-networks.js';
export { foldBatchNorm } from './networks/fold-batch-norm.js';
export { H2ONET_DEFAULTS, H2ONet, type H2ONetOptions, type H2ONetOutput } from './networks/h2onet/h2onet.js';
export {
  H2ONET_LOSS_DEFAULTS,
  type H2ONetLosses,
  type H2ONetLossOptions,
  type H2ONetTarget,
  h2oNetLosses,
  h2oNetTarget,
} from './networks/h2onet/losses.js';
export { HandOccNet, type HandOccNetOutput } from './networks/handoccnet/handoccnet.js';
export {
  HANDOCCNET_LOSS_WEIGHTS,
  type HandOccNetLosses,
  type HandOccNetTarget,
  handOccNetLosses,
} from './networks/handoccnet/losses.js';
export { type Decimated, decimate } from './networks/hierarchy/decimate.js';
export { type HierarchyLevel, meshHierarchy, SPIRAL_LENGTH } from './networks/hierarchy/mesh-hierarchy.js';
export { spirals } from './networks/hierarchy/spirals.js';
export { type UpSampling, upSampling } from './networks/hierarchy/up-sampling.js';
export { type MeanHand, meanHandOf } from './networks/mean-hand.js';
export {
  type MobReconLosses,
  mobReconLosses,
  type ReconstructionTarget,
} from './networks/mobrecon/losses.js';
export {
  jointRegressor21,
  MOBRECON_DEFAULTS,
  MobRecon,
  type MobReconOptions,
} from './networks/mobrecon/mobrecon.js';
export type { MeshConvKind } from './networks/mobrecon/spiral-conv.js';
export { type MobReconSLosses, mobReconSLosses } from './networks/mobrecon-s/losses.js';
export { MobReconS, type MobReconSOutput } from './networks/mobrecon-s/mobrecon-s.js';
export { networkFeatures } from './networks/network-features.js';
export type {
  LearningRateSchedule,
  NetworkKind,
  OfficialWeights,
  PublishedTraining,
  TrainingLabels,
  TrainingLoss,
} from './networks/network-kind.js';
export { NETWORK_KINDS, NETWORKS, type NetworkName } from './networks/network-kinds.js';
export { prepareForPrediction } from './networks/prepare-for-prediction.js';
export type { ReconstructionNetwork, ReconstructionOutput } from './networks/reconstruction-network.js';
export { axisAngleToMatrices } from './networks/rotations/axis-angle-to-matrices.js';
export { gramSchmidt } from './networks/rotations/gram-schmidt.js';
export {
  matricesToAxisAngle,
  matricesToQuaternions,
  quaternionsToAxisAngle,
} from './networks/rotations/matrices-to-axis-angle.js';
export { NETWORK_ONNX_DEFAULTS, type NetworkOnnxOptions, networkToOnnx } from './onnx/network-onnx.js';
export { roundToHalf } from './onnx/round-to-half.js';
export { NO_PATCHES, type Patch, type PatchSource } from './patches/patch-source.js';
export { type FindHandOptions, type FoundHand, findHand } from './photo/find-hand.js';
export { guessCamera } from './photo/guess-camera.js';
export { type CropPrediction, type HandEstimate, handEstimate } from './photo/hand-estimate.js';
export { photoCrop } from './photo/photo-crop.js';
export { placeInCamera } from './photo/place-in-camera.js';
export { type PredictedHands, predictHands } from './prediction/predict-hands.js';
export { BatchOrder, type BatchOrderOptions, type Draw, type MixingKind } from './training/batch-order.js';
export { learningRateAt } from './training/learning-rate.js';
export {
  RECONSTRUCTION_TRAINING_DEFAULTS,
  type ReconstructionTrainingOptions,
} from './training/reconstruction-options.js';
export {
  type ReconstructionValidation,
  type TrainReconstructionInput,
  trainReconstruction,
} from './training/train-reconstruction.js';
export { trainingLossOf } from './training/training-loss.js';
export {
  type CreateNetworkOptions,
  createNetwork,
  loadNetwork,
  type SaveNetworkOptions,
  saveNetwork,
} from './weights/network-file.js';
export {
  type LoadOfficialOptions,
  loadOfficialReconstruction,
  type OfficialReconstruction,
} from './weights/official/load-official-reconstruction.js';
export { loadDenseStack, loadResNet50 } from './weights/official/load-stems.js';
export { type OfficialState, readOfficialState } from './weights/official/official-state.js';
export { officialHierarchy, readOfficialHierarchy } from './weights/official/read-official-hierarchy.js';
export {
  SHIPPED_NETWORK,
  shippedNetwork,
  shippedPhotoNetwork,
} from './weights/shipped-weights.js';
