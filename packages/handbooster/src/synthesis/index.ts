export { DENOISER_ONNX_DEFAULTS, type DenoiserOnnxOptions, denoiserToOnnx } from './denoiser-onnx.js';
export { DIFFUSION_DEFAULTS, Diffusion, type DiffusionOptions } from './diffusion/diffusion.js';
export { type NoiseSchedule, noiseSchedule, type ScheduleKind } from './diffusion/noise-schedule.js';
export {
  type EdgeCaseCandidate,
  type EdgeCaseFilterOptions,
  type EdgeCaseJudge,
  edgeCaseFilter,
} from './filter/edge-case-filter.js';
export {
  EDGE_CASE_MEASURES,
  type EdgeCaseMeasures,
  MASK_DISAGREEMENTS,
  type MaskDisagreement,
} from './filter/edge-case-measures.js';
export { type EdgeCaseReason, type EdgeCaseTable, edgeCaseTable } from './filter/edge-case-table.js';
export {
  EDGE_CASE_THRESHOLDS,
  type EdgeCaseThresholds,
  QUANTILE_THRESHOLD_DEFAULTS,
  type QuantileThresholdOptions,
  quantileThresholds,
} from './filter/edge-case-thresholds.js';
export { type EdgeCaseVerdict, edgeCaseVerdict } from './filter/edge-case-verdict.js';
export { type ErrorSummary, summariseErrors } from './filter/error-summary.js';
export {
  RECONSTRUCTION_ERRORS,
  type ReconstructedHand,
  type ReconstructionErrors,
} from './filter/reconstruction-errors.js';
export { imagePath } from './generated-images.js';
export { type Guidance, guidedPredictor } from './guided-predictor.js';
export { bytesOfImages, type ImageArray } from './image-batch.js';
export { Denoiser } from './network/denoiser.js';
export {
  DENOISER_DEFAULTS,
  type DenoiserOptions,
  type DenoiserShape,
  denoiserShape,
  denoiserSizeMultiple,
} from './network/denoiser-options.js';
export { ImagePool } from './pool/image-pool.js';
export { HO3D_STEPS, SYNTHESIS_PRESETS, type SynthesisPreset } from './presets.js';
export { type DdimOptions, sampleDdim } from './samplers/ddim.js';
export { type DdpmOptions, sampleDdpm } from './samplers/ddpm.js';
export { type DpmSolverOptions, sampleDpmSolver } from './samplers/dpm-solver.js';
export { SAMPLER_DEFAULTS, SAMPLERS, type SamplerOptions, sample } from './samplers/sample.js';
export type { SamplingProblem } from './samplers/sampling-problem.js';
export { SPACINGS, type Spacing, timeGrid } from './samplers/time-grid.js';
export { sampleUniPc, type UniPcOptions } from './samplers/unipc.js';
export { type MaskAgreement, maskAgreement, predictMasks } from './segmentation/mask-agreement.js';
export { SEGMENT_CLASSES, SEGMENTER_MULTIPLE, Segmenter } from './segmentation/segmenter.js';
export { loadSegmenter, saveSegmenter } from './segmentation/segmenter-file.js';
export {
  SEGMENTER_TRAINING_DEFAULTS,
  type SegmentedImage,
  type SegmenterTrainingOptions,
  trainSegmenter,
} from './segmentation/train-segmenter.js';
export { COLOUR_STYLE_SIZE, colourStyle } from './style/colour-style.js';
export { type StyleBatch, styleBatch } from './style/style-batch.js';
export { type StyleConfig, SynthesisModel, type SynthesisModelConfig } from './synthesis-model.js';
export {
  type ConditionList,
  SYNTHESISE_DEFAULTS,
  type SynthesisCondition,
  type SynthesisedImage,
  type SynthesiseOptions,
  sampleImages,
  synthesise,
} from './synthesise.js';
export { synthesiseWatched, type WatchedSynthesis } from './synthesise-watched.js';
export type { DenoiserDataset, TrainingExample } from './training/denoiser-dataset.js';
export { DenoiserTrainer, type TrainingStep } from './training/denoiser-trainer.js';
export type { DenoiserValidation } from './training/held-out.js';
export {
  type DenoiserTrainingProgress,
  type DenoiserTrainingResult,
  type DenoiserTrainingRun,
  trainDenoiser,
} from './training/train-denoiser.js';
export type { DenoiserTrainingOptions } from './training/training-options.js';
export { type ValidationLoss, validateDenoiser } from './training/validate-denoiser.js';
export {
  type LoadSynthesisModelOptions,
  loadSynthesisModel,
  type SaveSynthesisModelOptions,
  saveSynthesisModel,
} from './weights/model-file.js';
export {
  type OfficialCheckpoint,
  type OfficialWeights,
  readOfficialCheckpoint,
} from './weights/official-checkpoint.js';
