import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { writeFileAtomicSync } from '../../base/files/atomic-write.js';

/** What the manifest keeps of a finished stage. */
export interface StageRecord {
  /** Hash of all that the result is a function of: settings, seed, code version, inputs' outputs. */
  key: string;
  seconds: number;
  /** SHA-256 over the names and contents of all its files. */
  outputs: string;
  files: number;
  bytes: number;
  summary: Record<string, unknown>;
}

export interface Manifest {
  format: 1;
  seed: number;
  versions: Record<string, string>;
  stages: Record<string, StageRecord>;
  /** Stages whose results are out of date: their folders are in `outdated`, and are taken back when they fit again. */
  outdated?: Record<string, StageRecord>;
}

export const MANIFEST_FILE = 'manifest.json';

/** Folder of what is out of date. */
export const OUTDATED = 'outdated';

/**
 * A run's folder: `config.yaml`, `manifest.json` and one folder per stage. A stage works in `<name>.partial`, which is
 * renamed when it is finished, so a folder without that ending is whole.
 */
export class RunDirectory {
  #manifest: Manifest;

  constructor(
    readonly root: string,
    seed: number,
    versions: Record<string, string>,
  ) {
    mkdirSync(root, { recursive: true });
    this.#manifest = readManifest(join(root, MANIFEST_FILE)) ?? { format: 1, seed, versions, stages: {} };
    this.#manifest = { ...this.#manifest, seed, versions };
  }

  get manifest(): Manifest {
    return this.#manifest;
  }

  folder(stage: string): string {
    return join(this.root, stage);
  }

  /** The finished stage's record if its folder is there and was made from the same key. */
  finished(stage: string, key: string): StageRecord | null {
    const record = this.#manifest.stages[stage];
    return record?.key === key && existsSync(this.folder(stage)) ? record : null;
  }

  /** Moves a stage's results out of the way, so that nothing takes them for current ones. */
  setAside(stage: string): void {
    const { [stage]: record, ...stages } = this.#manifest.stages;
    if (record === undefined) return;
    const outdated = { ...this.#manifest.outdated, [stage]: record };
    // First the manifest: a folder that it does not name is nobody's result.
    this.#manifest = { ...this.#manifest, stages, outdated };
    this.save();
    const aside = join(this.root, OUTDATED, stage);
    rmSync(aside, { recursive: true, force: true });
    mkdirSync(join(this.root, OUTDATED), { recursive: true });
    if (existsSync(this.folder(stage))) renameSync(this.folder(stage), aside);
  }

  /** Takes results back that were set aside and were made from this key; null where there are none. */
  takeBack(stage: string, key: string): StageRecord | null {
    const { [stage]: record, ...outdated } = this.#manifest.outdated ?? {};
    const aside = join(this.root, OUTDATED, stage);
    if (record?.key !== key || !existsSync(aside) || existsSync(this.folder(stage))) return null;
    renameSync(aside, this.folder(stage));
    this.#manifest = {
      ...this.#manifest,
      stages: { ...this.#manifest.stages, [stage]: record },
      outdated,
    };
    this.save();
    return record;
  }

  /** The folder to work in: an interrupted one of the same key is gone on with, any other is removed. */
  begin(stage: string, key: string): string {
    const partial = `${this.folder(stage)}.partial`;
    const keyFile = `${partial}.key`;
    if (existsSync(partial) && !(existsSync(keyFile) && readFileSync(keyFile, 'utf8') === key)) {
      rmSync(partial, { recursive: true });
    }
    mkdirSync(partial, { recursive: true });
    writeFileAtomicSync(keyFile, key);
    return partial;
  }

  /** Takes a finished stage over from its working folder and records it. */
  finish(stage: string, key: string, seconds: number, summary: Record<string, unknown>): StageRecord {
    const folder = this.folder(stage);
    rmSync(folder, { recursive: true, force: true });
    renameSync(`${folder}.partial`, folder);
    rmSync(`${folder}.partial.key`, { force: true });
    const record: StageRecord = { key, seconds, ...hashFolder(folder), summary };
    this.#manifest.stages[stage] = record;
    this.save();
    return record;
  }

  save(): void {
    writeFileAtomicSync(join(this.root, MANIFEST_FILE), `${JSON.stringify(this.#manifest, null, 2)}\n`);
  }
}

/** The manifest of a run folder, null where there is none. @throws InputError where it is none of this version */
export function readManifest(file: string): Manifest | null {
  if (!existsSync(file)) return null;
  let manifest: Manifest;
  try {
    manifest = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new InputError(`${file}: expected JSON, found something else; remove the run folder to start anew`);
  }
  if (manifest.format !== 1) {
    throw new InputError(
      `${file}: format: expected 1, found ${manifest.format}; use the version that wrote it`,
    );
  }
  return manifest;
}

/** Tell of speed and time of day, not of the result. */
const LOG_FILE = /^(log|validation)\.jsonl$|tfevents/;

/** Hash, number and size of the files under a folder, whatever order the system lists them in; logs left out. */
export function hashFolder(folder: string): { outputs: string; files: number; bytes: number } {
  const digest = createHash('sha256');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !LOG_FILE.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  let bytes = 0;
  for (const file of files) {
    const content = readFileSync(file);
    bytes += content.length;
    digest.update(`${relative(folder, file).split(sep).join('/')}\0${content.length}\0`).update(content);
  }
  return { outputs: digest.digest('hex'), files: files.length, bytes };
}
