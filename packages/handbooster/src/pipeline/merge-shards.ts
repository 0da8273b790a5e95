import { join } from 'node:path';
import { InputError } from '../base/errors/input-error.js';
import { type BoostOptions, boost } from './boost.js';
import { sharedStages } from './boost-shard.js';
import { openSettings } from './open-settings.js';
import { MANIFEST_FILE, readManifest } from './run/run-directory.js';
import { CONFIG_FILE } from './run/run-folder.js';
import { stageKey } from './run/stage-key.js';
import { StageShards } from './shards/stage-shards.js';

export interface MergeShardsOptions extends Pick<BoostOptions, 'workers' | 'progress' | 'signal'> {
  /** Folder of the run. */
  folder: string;
  /** The stage to merge; all of which there are shards by default. */
  stage?: string;
}

/**
 * Makes a stage of what its shards have left: the same bytes as one process makes, whatever the number of
 * shards and their order.
 *
 * @returns names of the stages that were merged
 * @throws InputError naming the shards that are missing
 */
export async function mergeShards({ folder, stage, ...options }: MergeShardsOptions): Promise<string[]> {
  const settings = { config: join(folder, CONFIG_FILE), output: folder };
  const { config, root } = openSettings(settings);
  const shared = sharedStages();
  if (stage !== undefined && !shared.some(({ name }) => name === stage)) {
    throw new InputError(
      `merge: expected a stage whose items are shared (${shared.map(({ name }) => name).join(', ')}), found ${stage}`,
    );
  }
  const merged: string[] = [];
  for (const candidate of shared) {
    const { name } = candidate;
    if (stage !== undefined && name !== stage) continue;
    const made = readManifest(join(root, MANIFEST_FILE))?.stages ?? {};
    const key = stageKey(candidate, config, config.seed, { stages: made });
    const missing = new StageShards(root, name, key).missing();
    if (made[name]?.key === key) {
      if (stage !== undefined) options.progress?.say(`${name}: unchanged`);
      continue;
    }
    if (missing === null) {
      if (stage === undefined) continue;
      throw new InputError(
        `${root}: no shards of ${name}; make them: handbooster boost ${settings.config} -o ${root} --only ${name} --shard 0/N`,
      );
    }
    if (missing.length > 0) {
      const list = missing.slice(0, 20).map(({ index }) => index);
      throw new InputError(
        `${root}: ${name}: shards ${list.join(', ')}${missing.length > 20 ? ', ...' : ''} of ${missing[0].count} are not finished; ` +
          `run them (--only ${name} --shard ${list[0]}/${missing[0].count}), or let one process make the rest (boost --only ${name})`,
      );
    }
    await boost({ ...options, ...settings, only: [name] });
    merged.push(name);
  }
  if (merged.length === 0 && stage === undefined)
    options.progress?.say(`${root}: there are no shards to merge`);
  return merged;
}
