import { z } from 'zod';
import { PROCRUSTES_DEFAULTS } from '../../../evaluation/metrics/procrustes.js';
import { countOrZero, path, section } from './section.js';

export const evaluateKeys = section('Evaluation: scores on test splits, measures of the generated images', {
  reflection: z
    .enum(['allowed', 'refused'])
    .default(PROCRUSTES_DEFAULTS.reflection)
    .describe(
      'Whether Procrustes alignment may mirror a prediction, as the official HO3D, DexYCB and HandBooster scripts do; `refused` is the proper similarity, which HandOccNet’s own DexYCB evaluation takes',
    ),
  inception: path(
    'pt_inception-2015-12-05-6726825d.pth for the FID; without it the Frechet distance is on the baseline’s features',
  ),
  frechetImages: countOrZero('Most images of each set that the Frechet distance compares; 0 for all', 2000),
});
