import { z } from 'zod';
import {
  EDGE_CASE_THRESHOLDS,
  QUANTILE_THRESHOLD_DEFAULTS,
} from '../../../synthesis/filter/edge-case-thresholds.js';
import { path, positive, section, share } from './section.js';

const PUBLISHED = Object.keys(EDGE_CASE_THRESHOLDS) as (keyof typeof EDGE_CASE_THRESHOLDS)[];

export const filterKeys = section('Edge-case filter', {
  thresholds: z
    .union([z.enum([...PUBLISHED, 'quantile']), z.array(z.number().gt(0)).length(4)])
    .default('dexycb')
    .describe('mm for J-PE, V-PE, PA-J-PE, PA-V-PE; `quantile`: from held-out real images'),
  quantile: share(
    'For `quantile`: which quantile of the error on held-out real images',
    QUANTILE_THRESHOLD_DEFAULTS.quantile,
  ),
  factor: positive('For `quantile`: times this', QUANTILE_THRESHOLD_DEFAULTS.factor),
  judge: z
    .enum(['pose', 'segmentation', 'both'])
    .default('pose')
    .describe(
      'What drops an image: the errors of the hand reconstructed from it; hand and objects not where the condition has them, by a segmenter trained on the real images (thresholds always by quantile and factor); or either',
    ),
  landmarks: z
    .boolean()
    .default(false)
    .describe(
      'Whether an image is dropped, too, in which landmarks and fit see another hand than it was made for (needs @mediapipe/hands; threshold by quantile and factor)',
    ),
  network: path('Weights (.safetensors) of the network that judges poses, instead of the run’s baseline'),
});
