import { z } from 'zod';
import { captureKeys } from './sections/capture-keys.js';
import { conditionsKeys } from './sections/conditions-keys.js';
import { denoiserKeys } from './sections/denoiser-keys.js';
import { evaluateKeys } from './sections/evaluate-keys.js';
import { filterKeys } from './sections/filter-keys.js';
import { graspsKeys } from './sections/grasps-keys.js';
import { handKeys } from './sections/hand-keys.js';
import { path } from './sections/section.js';
import { selectKeys } from './sections/select-keys.js';
import { synthesiseKeys } from './sections/synthesise-keys.js';
import { trainKeys } from './sections/train-keys.js';
import { wildKeys } from './sections/wild-keys.js';

/**
 * The whole configuration of a run. Each key has a default, a range and a line of description: the command
 * line's errors, `docs/reference/configuration.md` and the resolved `config.yaml` of a run come from here. A
 * part's own options have their defaults in the part; a default stands in a section where only runs have the
 * key.
 */
export const configSchema = z.strictObject({
  seed: z.int().min(0).default(1).describe('Names every random number of the run'),
  threads: z
    .int()
    .min(1)
    .default(2)
    .describe('Threads of the engine; fixed, because sums of other thread counts differ in the last bits'),
  device: z
    .string()
    .default('auto')
    .describe(
      'Where every stage on tensors works: `auto` (CUDA where the engine has it), `cpu`, `cuda`, `cuda:1`',
    ),
  data: path('Folder of YCB-style object models to use instead of the procedural ones'),
  hand: handKeys,
  capture: captureKeys,
  wild: wildKeys,
  grasps: graspsKeys,
  select: selectKeys,
  conditions: conditionsKeys,
  denoiser: denoiserKeys,
  synthesise: synthesiseKeys,
  filter: filterKeys,
  train: trainKeys,
  evaluate: evaluateKeys,
});

export type Config = z.infer<typeof configSchema>;
