import { SYNTHESIS_PRESETS } from '../../synthesis/presets.js';
import type { SynthesisModelConfig } from '../../synthesis/synthesis-model.js';
import type { DenoiserTrainingOptions } from '../../synthesis/training/training-options.js';
import type { Config } from './config-schema.js';

/** Share of training images whose look is left open. */
const STYLE_DROPOUT = 0.3;

/**
 * The denoiser and its training that a configuration asks for: its preset with what the configuration
 * changes.
 */
export function denoiserPlan(config: Config): {
  model: SynthesisModelConfig;
  training: DenoiserTrainingOptions;
} {
  const preset = SYNTHESIS_PRESETS[config.denoiser.preset];
  const { batch, images, learningRate, imageSize, precision, style, orientationDropout } = config.denoiser;
  const { diffusion } = preset;
  const batchSize = batch > 0 ? batch : preset.training.batchSize;
  const perStep = batchSize * preset.training.accumulate;
  return {
    model: {
      imageSize,
      conditionMaps: config.conditions.maps,
      network: preset.network,
      diffusion: orientationDropout === null ? diffusion : { ...diffusion, orientationDropout },
      ...(style === 'none' ? {} : { style: { kind: style, dropout: STYLE_DROPOUT } }),
    },
    training: {
      ...preset.training,
      batchSize,
      steps: images > 0 ? Math.ceil(images / perStep) : preset.training.steps,
      learningRate: learningRate > 0 ? learningRate : preset.training.learningRate,
      precision: precision ?? preset.training.precision,
    },
  };
}
