import { createHash } from 'node:crypto';
import type { Manifest } from './run-directory.js';
import type { Stage } from './stage.js';

/** Everything the result of a stage is a function of, as one hash. */
export function stageKey<Config, Opened>(
  stage: Stage<Config, Opened>,
  config: Config,
  seed: number,
  manifest: Pick<Manifest, 'stages'>,
): string {
  const inputs = stage.inputs.map((name) => [name, manifest.stages[name]?.outputs ?? null]);
  const text = JSON.stringify([
    stage.name,
    stage.version,
    stageSeed(stage, config, seed),
    stage.settings(config),
    inputs,
  ]);
  return createHash('sha256').update(text).digest('hex');
}

/** The seed of a stage's random numbers: its own, or the run's. */
export function stageSeed<Config, Opened>(
  stage: Stage<Config, Opened>,
  config: Config,
  seed: number,
): number {
  return stage.seed?.(config) ?? seed;
}
