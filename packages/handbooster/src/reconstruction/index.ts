export type { HandParameters } from '../hand/hand-parameters.js';
export { foldBatchNorm } from './networks/fold-batch-norm.js';
export * from './networks/h2onet/index.js';
export * from './networks/handoccnet/index.js';
export * from './networks/hierarchy/index.js';
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
export { prepareForPrediction } from './networks/prepare-for-prediction.js';
export type { ReconstructionNetwork, ReconstructionOutput } from './networks/reconstruction-network.js';
export * from './networks/rotations/index.js';
export * from './onnx/index.js';
export { NO_PATCHES, type Patch, type PatchSource } from './patches/patch-source.js';
export {
  type CropPrediction,
  type FindHandOptions,
  type FoundHand,
  findHand,
  guessCamera,
  type HandEstimate,
  handEstimate,
  photoCrop,
  placeInCamera,
} from './photo/index.js';
export { type PredictedHands, predictHands } from './prediction/predict-hands.js';
export { BatchOrder, type BatchOrderOptions, type Draw, type MixingKind } from './training/batch-order.js';
export {
  type LearningRateSchedule,
  learningRateAt,
  PUBLISHED_TRAINING,
  type PublishedTraining,
} from './training/learning-rate.js';
export {
  RECONSTRUCTION_TRAINING_DEFAULTS,
  type ReconstructionTrainingOptions,
} from './training/reconstruction-options.js';
export {
  type ReconstructionValidation,
  type TrainReconstructionInput,
  trainReconstruction,
} from './training/train-reconstruction.js';
export { type TrainingLabels, type TrainingLoss, trainingLossOf } from './training/training-loss.js';
export * from './weights/network-file.js';
export * from './weights/official/index.js';
export { SHIPPED_NETWORK, shippedNetwork } from './weights/shipped-weights.js';
