import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import {
  removeTemporaryFiles,
  syncFolder,
  syncFolders,
  writeFileAtomicSync,
} from '../../base/files/atomic-write.js';
import { linkFolder } from '../../base/files/link-folder.js';
import { readJsonFile } from '../../base/files/read-text-file.js';
import { StageShards } from '../shards/stage-shards.js';
import { hashFolder } from './hash-folder.js';

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
  /**
   * Stages whose results are out of date: their folders are in `outdated`, and are taken back when they fit
   * again.
   */
  outdated?: Record<string, StageRecord>;
}

export const MANIFEST_FILE = 'manifest.json';

/** Folder of what is out of date. */
export const OUTDATED = 'outdated';

/**
 * A run's folder: `config.yaml`, `manifest.json` and one folder per stage. A stage works in `<name>.partial`,
 * which is renamed when it is finished, so a folder without that ending is whole.
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
    removeTemporaryFiles(root);
    this.#endMoves();
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
    const { [stage]: older, ...outdated } = this.#manifest.outdated ?? {};
    if (older !== undefined) {
      this.#manifest = { ...this.#manifest, outdated };
      this.save();
    }
    rmSync(join(this.root, OUTDATED, stage), { recursive: true, force: true });
    // First the manifest: a folder that it does not name is nobody's result.
    this.#manifest = { ...this.#manifest, stages, outdated: { ...outdated, [stage]: record } };
    this.save();
    this.#moveAside(stage);
  }

  #moveAside(stage: string): void {
    if (!existsSync(this.folder(stage))) return;
    const outdated = join(this.root, OUTDATED);
    if (mkdirSync(outdated, { recursive: true }) !== undefined) syncFolder(this.root);
    renameSync(this.folder(stage), join(outdated, stage));
    syncFolder(outdated);
    syncFolder(this.root);
  }

  /**
   * What was killed between the manifest and the move that it tells of: the folder is the one that the
   * manifest means.
   */
  #endMoves(): void {
    for (const stage of Object.keys(this.#manifest.outdated ?? {})) {
      const isUnmoved =
        !existsSync(join(this.root, OUTDATED, stage)) && this.#manifest.stages[stage] === undefined;
      if (isUnmoved) this.#moveAside(stage);
    }
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

  /**
   * Takes a finished stage of another run over: its files are linked, or copied to another disk. No stage
   * changes a file of a finished one.
   */
  adopt(stage: string, { folder, record }: { folder: string; record: StageRecord }): StageRecord {
    const partial = `${this.folder(stage)}.partial`;
    rmSync(partial, { recursive: true, force: true });
    linkFolder(folder, partial);
    rmSync(this.folder(stage), { recursive: true, force: true });
    renameSync(partial, this.folder(stage));
    this.#manifest.stages[stage] = record;
    this.save();
    return record;
  }

  /**
   * The folder to work in: an interrupted one of the same key is gone on with, any other is removed. What
   * shards have made from the same key is taken over.
   */
  begin(stage: string, key: string): string {
    const partial = `${this.folder(stage)}.partial`;
    const keyFile = `${partial}.key`;
    if (existsSync(partial) && !(existsSync(keyFile) && readFileSync(keyFile, 'utf8') === key)) {
      rmSync(partial, { recursive: true });
    }
    mkdirSync(partial, { recursive: true });
    removeTemporaryFiles(partial, { recursive: true });
    writeFileAtomicSync(keyFile, key);
    new StageShards(this.root, stage, key).takeOver(partial);
    return partial;
  }

  /**
   * Takes a finished stage over from its working folder and records it. Its files, then its folder's new
   * name, then the manifest are on the disk before the next of them: a machine that loses its power leaves a
   * stage whole or unfinished.
   */
  async finish(
    stage: string,
    key: string,
    seconds: number,
    summary: Record<string, unknown>,
  ): Promise<StageRecord> {
    const folder = this.folder(stage);
    const partial = `${folder}.partial`;
    const hash = await hashFolder(partial, (file) => file.sync());
    syncFolders(partial);
    rmSync(folder, { recursive: true, force: true });
    renameSync(partial, folder);
    syncFolder(this.root);
    rmSync(`${partial}.key`, { force: true });
    const record: StageRecord = { key, seconds, ...hash, summary };
    this.#manifest.stages[stage] = record;
    this.save();
    StageShards.remove(this.root, stage);
    return record;
  }

  save(): void {
    const text = `${JSON.stringify(this.#manifest, null, 2)}\n`;
    writeFileAtomicSync(join(this.root, MANIFEST_FILE), text, { durable: true });
  }
}

/**
 * The manifest of a run folder, null where there is none.
 * @throws InputError where it is none of this version
 */
export function readManifest(file: string): Manifest | null {
  if (!existsSync(file)) return null;
  const manifest = readJsonFile(file, 'remove the run folder to start anew') as Manifest | null;
  if (manifest?.format !== 1) {
    throw new InputError(
      `${file}: format: expected 1, found ${manifest?.format}; use the version that wrote it`,
    );
  }
  return manifest;
}
