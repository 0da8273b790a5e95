export { DENOISER_ONNX_DEFAULTS, type DenoiserOnnxOptions, denoiserToOnnx } from './denoiser-onnx.js';
export { DIFFUSION_DEFAULTS, Diffusion, type DiffusionOptions } from './diffusion/diffusion.js';
export { type NoiseSchedule, noiseSchedule, type ScheduleKind } from './diffusion/noise-schedule.js';
export * from './filter/index.js';
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
export { HO3D_STEPS, SYNTHESIS_PRESETS, type SynthesisPreset } from './presets.js';
export { type DdimOptions, sampleDdim } from './samplers/ddim.js';
export { type DdpmOptions, sampleDdpm } from './samplers/ddpm.js';
export { type DpmSolverOptions, sampleDpmSolver } from './samplers/dpm-solver.js';
export { SAMPLER_DEFAULTS, SAMPLERS, type SamplerOptions, sample } from './samplers/sample.js';
export type { SamplingProblem } from './samplers/sampling-problem.js';
export { SPACINGS, type Spacing, timeGrid } from './samplers/time-grid.js';
export { sampleUniPc, type UniPcOptions } from './samplers/unipc.js';
export * from './segmentation/index.js';
export * from './style/index.js';
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
