export { BatchOrder, type BatchOrderOptions, type Draw, type MixingKind } from './batch-order.js';
export { foldBatchNorm } from './fold-batch-norm.js';
export * from './h2onet/index.js';
export * from './handoccnet/index.js';
export * from './hierarchy/index.js';
export {
  type LearningRateSchedule,
  learningRateAt,
  PUBLISHED_TRAINING,
  type PublishedTraining,
} from './learning-rate.js';
export { type MobReconLosses, mobReconLosses, type ReconstructionTarget } from './mobrecon/losses.js';
export { jointRegressor21, MOBRECON_DEFAULTS, MobRecon, type MobReconOptions } from './mobrecon/mobrecon.js';
export type { MeshConvKind } from './mobrecon/spiral-conv.js';
export { type MobReconSLosses, mobReconSLosses } from './mobrecon-s/losses.js';
export { type MeanHand, meanHandOf } from './mobrecon-s/mean-hand.js';
export { MobReconS, type MobReconSOutput } from './mobrecon-s/mobrecon-s.js';
export { networkFeatures } from './network-features.js';
export * from './network-file.js';
export * from './official/index.js';
export * from './onnx/index.js';
export { type HandParameters, NO_PATCHES, type Patch, type PatchSource } from './patch-source.js';
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
export { type PredictedHands, predictHands } from './predict-hands.js';
export { prepareForPrediction } from './prepare-for-prediction.js';
export type { ReconstructionNetwork, ReconstructionOutput } from './reconstruction-network.js';
export {
  RECONSTRUCTION_TRAINING_DEFAULTS,
  type ReconstructionTrainingOptions,
} from './reconstruction-options.js';
export * from './rotations/index.js';
export { SHIPPED_NETWORK, shippedNetwork } from './shipped-weights.js';
export {
  type ReconstructionValidation,
  type TrainReconstructionInput,
  trainReconstruction,
} from './train-reconstruction.js';
export { type TrainingLabels, type TrainingLoss, trainingLossOf } from './training-loss.js';
