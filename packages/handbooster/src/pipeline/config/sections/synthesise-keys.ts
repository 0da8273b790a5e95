import { z } from 'zod';
import { IMAGE_SOURCES } from '../../../synthesis/image-sources.js';
import { SAMPLERS } from '../../../synthesis/samplers/sample.js';
import { SPACINGS } from '../../../synthesis/samplers/time-grid.js';
import { SYNTHESISE_DEFAULTS } from '../../../synthesis/synthesise.js';
import { count, countOrZero, path, section } from './section.js';

export const synthesiseKeys = section('Sampling of images', {
  source: z
    .enum(IMAGE_SOURCES)
    .default('denoiser')
    .describe(
      'What makes images of the conditions: the denoiser; `renders`: their texture map over pieces of training pictures, as ObMan’s; `photographs`: the simulated capture’s own cameras, the most that any generator could reach',
    ),
  sampler: z
    .enum(SAMPLERS)
    .nullable()
    .default(null)
    .describe('Which sampler; null for the denoiser preset’s, with its steps, eta and spacing'),
  steps: countOrZero('Evaluations of the schedule; 0 for the preset’s', 0),
  eta: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .default(null)
    .describe(
      'Noise added by DDIM and DPM-Solver: 0 none ... 1 as much as ancestral sampling; null for the preset’s',
    ),
  spacing: z
    .enum(SPACINGS)
    .nullable()
    .default(null)
    .describe(
      'How the steps are spread: evenly over time (as the release), over the log SNR, or as Karras et al.; null for the preset’s',
    ),
  guidance: z
    .number()
    .min(0)
    .nullable()
    .default(null)
    .describe('Classifier-free guidance; 3 in the release, 1 for none; null for the preset’s'),
  guidanceInterval: z
    .array(z.number().min(0).max(1))
    .length(2)
    .nullable()
    .default(null)
    .describe(
      'Shares of the time steps between which guidance acts, 1 being pure noise; null for the preset’s',
    ),
  styleImage: path(
    'A picture of a hand whose colours (skin, light, surroundings) all images are to have; needs a denoiser with a style',
  ),
  group: count('Images made together; part of the result, so it is fixed', SYNTHESISE_DEFAULTS.groupSize),
});
