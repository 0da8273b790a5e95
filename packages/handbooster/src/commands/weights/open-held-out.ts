import { existsSync } from 'node:fs';
import { setThreads } from '@handbooster/torch';
import { InputError } from '../../base/errors/input-error.js';
import { ConditionRenderer } from '../../conditions/maps/condition-renderer.js';
import type { Config } from '../../pipeline/config/config-schema.js';
import { DENOISER_FILE } from '../../pipeline/outputs/trained-denoiser.js';
import { Run } from '../../pipeline/run/open-run.js';
import { type ValidationColumn, validationColumns } from '../../synthesis/examples/validation-sheets.js';
import type { SynthesisModel } from '../../synthesis/synthesis-model.js';
import { loadSynthesisModel } from '../../synthesis/weights/model-file.js';
import { SHIPPED, SHIPPED_DENOISER } from '../../synthesis/weights/shipped-denoiser.js';

/** Pictures that a denoiser did not learn from, with their conditions. */
export interface HeldOutColumns {
  config: Config;
  model: SynthesisModel;
  columns: ValidationColumn[];
}

export interface HeldOutOptions {
  /** Folder of a run whose capture stage is finished. */
  run: string;
  /** `shipped`, a weights file, or null for the run's own denoiser. */
  weights: string | null;
  /** Which split: `val` or one of the test splits. */
  split: string;
  count: number;
}

export const HELD_OUT_DEFAULTS = { split: 'val' } as const;

/**
 * Opens a denoiser and held-out pictures of a run's capture; every split but the training one is held out.
 */
export async function heldOutColumns(options: HeldOutOptions): Promise<HeldOutColumns> {
  const run = Run.open(options.run);
  const { config } = run;
  const { train, validation, tests } = run.captured.note;
  setThreads(config.threads);
  if (options.split === train || ![validation, ...tests].includes(options.split)) {
    throw new InputError(
      `split: expected one of ${[validation, ...tests].join(', ')}, found ${options.split}`,
    );
  }
  const path =
    options.weights === SHIPPED ? SHIPPED_DENOISER : (options.weights ?? run.file('denoiser', DENOISER_FILE));
  if (!existsSync(path)) throw new InputError(`${path}: no such file of weights`);
  const model = loadSynthesisModel(path);
  const scenes = await run.scenes();
  const { imageSize, conditionMaps } = model.config;
  const renderer = new ConditionRenderer(imageSize, config.conditions.renderSize, conditionMaps as never);
  const set = await run.split(options.split);
  return { config, model, columns: await validationColumns(set, scenes, renderer, options.count) };
}
