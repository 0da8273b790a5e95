import { z } from 'zod';
import { SYNTHESIS_PRESETS, type SynthesisPresetName } from '../../../synthesis/presets.js';
import { count, countOrZero, path, section } from './section.js';

const PRESET = 'paper';

export const denoiserKeys = section('The conditional diffusion model (Sec. 3.2)', {
  preset: z
    .enum(Object.keys(SYNTHESIS_PRESETS) as SynthesisPresetName[])
    .default(PRESET)
    .describe('Network and training'),
  imageSize: count('Pixels of the generated images', SYNTHESIS_PRESETS[PRESET].imageSize),
  images: countOrZero('Training images to go through; 0 for the preset’s', 0),
  batch: countOrZero('Images a step; 0 for the preset’s', 0),
  learningRate: z.number().min(0).default(0).describe('0 for the preset’s'),
  precision: z
    .enum(['float32', 'bfloat16'])
    .nullable()
    .default(null)
    .describe(
      'Of convolutions in training; bfloat16 is for GPUs and CPUs with avx512_bf16; null for the preset’s',
    ),
  orientationDropout: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .default(null)
    .describe(
      'How often training leaves the hand’s orientation out; null for the preset’s. 1 makes a denoiser that knows none, to be sampled with synthesise.guidance=0',
    ),
  crops: count(
    'Crops of each training picture: the plain one, others turned, zoomed and moved a little, their maps alike',
    1,
  ),
  style: z
    .enum(['none', 'colours'])
    .default('none')
    .describe(
      '`colours`: the denoiser also learns to give images the colours of a reference (beyond the paper); see synthesise.styleImage',
    ),
  weights: path(
    'Ready weights (.safetensors or .pt) instead of training; `shipped`: those that come with the package, or training where it has none',
  ),
});
