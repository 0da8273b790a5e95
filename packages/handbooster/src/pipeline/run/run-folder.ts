import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { stringify } from 'yaml';
import { InputError } from '../../base/errors/input-error.js';
import { removeTemporaryFiles, syncFolder, writeFileAtomicSync } from '../../base/files/atomic-write.js';
import { LOCK_FILES } from '../../base/files/folder-lock.js';
import { readTextFile } from '../../base/files/read-text-file.js';
import { type ConfigDifference, configDifferences } from '../config/config-differences.js';
import type { Config } from '../config/config-schema.js';
import { loadConfig } from '../config/load-config.js';
import { SHARDS } from '../shards/stage-shards.js';
import { MANIFEST_FILE, OUTDATED } from './run-directory.js';

/** The resolved configuration of a run, in its folder. */
export const CONFIG_FILE = 'config.yaml';

const LONGEST_NAME = 80;

/**
 * A run folder's name: that of the configuration, with what differs from it, for example `demo-seed-2` or
 * `demo-train.images-100`.
 */
export function runFolderName(name: string, differences: readonly ConfigDifference[]): string {
  const parts = differences.map(({ key, after }) => {
    const value = key === 'data' && typeof after === 'string' ? basename(after) : `${key}-${wordOf(after)}`;
    return value.replace(/[^\w.+-]+/g, '_');
  });
  const full = [name, ...parts].join('-');
  if (full.length <= LONGEST_NAME) return full;
  const hash = createHash('sha256').update(full).digest('hex').slice(0, 8);
  return `${full.slice(0, LONGEST_NAME - hash.length - 1)}-${hash}`;
}

function wordOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(wordOf).join('+');
  return typeof value === 'string' ? basename(value) : String(value);
}

export interface ClaimRunFolderOptions {
  overwrite: boolean;
  /** Names of the stages, whose folders are judged one by one. */
  stages: readonly string[];
}

/**
 * Takes a run folder for a configuration. A folder belongs to one: it is not given to another but on request,
 * and then what lies in it that no stage has made is moved to `outdated` (see `setAsideOutdated` for the
 * stages).
 *
 * @throws InputError naming what differs
 */
export function claimRunFolder(
  root: string,
  config: Config,
  { overwrite, stages }: ClaimRunFolderOptions,
): void {
  const path = join(root, CONFIG_FILE);
  const differences = differencesFrom(path, config);
  if (differences !== null && differences !== 'unreadable' && differences.length === 0) return;
  if (differences !== null) {
    if (!overwrite) checkRunFolder(root, config);
    setRestAside(root, stages);
  }
  writeFileAtomicSync(path, stringify(config), { durable: true });
}

/**
 * Whether a configuration may work in a folder without setting anything aside.
 *
 * @throws InputError naming what differs
 */
export function checkRunFolder(root: string, config: Config): void {
  const differences = differencesFrom(join(root, CONFIG_FILE), config);
  if (differences !== null && (differences === 'unreadable' || differences.length > 0))
    throw new InputError(belongsToAnother(root, differences));
}

/** How a configuration differs from the one that a run folder has; null where it has none. */
function differencesFrom(path: string, config: Config): ConfigDifference[] | 'unreadable' | null {
  if (!existsSync(path)) return null;
  try {
    return configDifferences(loadConfig(path), config);
  } catch (error) {
    // Of another version, or no configuration at all.
    if (error instanceof InputError) return 'unreadable';
    throw error;
  }
}

function belongsToAnother(root: string, differences: ConfigDifference[] | 'unreadable'): string {
  const words =
    differences === 'unreadable'
      ? `its ${CONFIG_FILE} is none of this version`
      : differences
          .slice(0, 5)
          .map(
            ({ key, before, after }) =>
              `${key} is ${JSON.stringify(before)} there, ${JSON.stringify(after)} here`,
          )
          .join('; ') + (differences.length > 5 ? `; and ${differences.length - 5} more` : '');
  return (
    `${root}: this run folder belongs to another configuration: ${words}; ` +
    'give another folder with -o, or --overwrite to set aside what no longer fits'
  );
}

/**
 * Moves what other verbs have left in a run folder out of the way, and keeps the configuration beside it. The
 * folder stays the old configuration's until the new one has taken its place: whoever is killed here begins
 * again.
 */
function setRestAside(root: string, stages: readonly string[]): void {
  const kept = new Set<string>([
    OUTDATED,
    SHARDS,
    MANIFEST_FILE,
    CONFIG_FILE,
    ...LOCK_FILES,
    ...stages.flatMap((name) => [name, `${name}.partial`, `${name}.partial.key`]),
  ]);
  const aside = join(root, OUTDATED);
  if (mkdirSync(aside, { recursive: true }) !== undefined) syncFolder(root);
  removeTemporaryFiles(root);
  for (const name of readdirSync(root)) {
    if (kept.has(name)) continue;
    rmSync(join(aside, name), { recursive: true, force: true });
    renameSync(join(root, name), join(aside, name));
  }
  writeFileAtomicSync(join(aside, CONFIG_FILE), readTextFile(join(root, CONFIG_FILE)), { durable: true });
}
