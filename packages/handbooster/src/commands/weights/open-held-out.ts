import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setThreads } from '@handbooster/torch';
import { InputError } from '../../base/errors/input-error.js';
import { ConditionRenderer } from '../../conditions/maps/condition-renderer.js';
import { SceneBuilder } from '../../conditions/maps/scene-builder.js';
import { loadHand } from '../../hand/model/hand-by-name.js';
import type { Config } from '../../pipeline/config/config-schema.js';
import { loadConfig } from '../../pipeline/config/load-config.js';
import { CapturedData } from '../../pipeline/outputs/captured-data.js';
import { runObjects } from '../../pipeline/run/objects-of-run.js';
import { type ValidationColumn, validationColumns } from '../../synthesis/examples/held-out-samples.js';
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

/** Opens a denoiser and held-out pictures of a run's capture; every split but the training one is held out. */
export async function heldOutColumns(options: HeldOutOptions): Promise<HeldOutColumns> {
  const root = resolve(options.run);
  if (!existsSync(join(root, 'config.yaml')) || !existsSync(join(root, 'capture'))) {
    throw new InputError(`${root}: expected a run that went past its capture stage`);
  }
  const config = loadConfig(join(root, 'config.yaml'));
  setThreads(config.threads);
  const captured = CapturedData.open(join(root, 'capture'));
  const { train, validation, tests } = captured.note;
  if (options.split === train || ![validation, ...tests].includes(options.split)) {
    throw new InputError(
      `split: expected one of ${[validation, ...tests].join(', ')}, found ${options.split}`,
    );
  }
  const own = join(root, 'denoiser', 'denoiser.safetensors');
  const path = options.weights === SHIPPED ? SHIPPED_DENOISER : (options.weights ?? own);
  if (!existsSync(path)) throw new InputError(`${path}: no such file of weights`);
  const model = loadSynthesisModel(path);
  const hand = loadHand(config);
  const scenes = new SceneBuilder(hand, await runObjects(config, captured), config.conditions);
  const { imageSize, conditionMaps } = model.config;
  const renderer = new ConditionRenderer(imageSize, config.conditions.renderSize, conditionMaps as never);
  const set = await captured.split(hand, options.split);
  return { config, model, columns: await validationColumns(set, scenes, renderer, options.count) };
}
