import { z } from 'zod';
import { GENERATE_GRASPS_DEFAULTS, GRASP_PRESETS } from '../../../grasps/grasp-options.js';
import { count, countOrZero, section } from './section.js';

export const graspsKeys = section('Novel grasps (Sec. 3.3, pose preparation)', {
  preset: z
    .enum(GRASP_PRESETS)
    .default(GENERATE_GRASPS_DEFAULTS.preset)
    .describe('Schedule of the optimiser'),
  iterations: countOrZero('Iterations of the optimiser; 0 for the preset’s', 0),
  perObject: count('Grasps tried for each object', 10_000),
  physics: z
    .boolean()
    .default(true)
    .describe(
      'Whether a grasp must also hold the object against gravity from six directions to count as holding; 0.1 s for each that passes everything else',
    ),
  prior: z
    .enum(['anatomical', 'training'])
    .default('anatomical')
    .describe('How fingers bend: known ranges of motion, or learnt from the training grasps beside them'),
  keep: z
    .enum(['holding', 'valid'])
    .default('holding')
    .describe('`valid`: the paper’s three criteria; `holding`: also able to hold the object'),
});
