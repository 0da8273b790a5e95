import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { datasetLayout } from 'handbooster/datasets';
import { readManifest, STAGE_NAMES } from 'handbooster/pipeline';
import type { Source } from '../api/session.js';
import { Missing } from './answer-calls.js';

/**
 * The runs and datasets in the folders that were given: each folder itself where it is one, else its
 * subfolders that are. They are looked up anew whenever they are asked for, because runs come and go.
 */
export class Sources {
  readonly folders: readonly string[];

  constructor(folders: readonly string[]) {
    this.folders = folders.map((folder) => resolve(folder));
  }

  list(): Source[] {
    const taken = new Set<string>();
    return this.folders
      .flatMap((folder) => {
        const own = describe(folder);
        return own === null ? children(folder).flatMap((child) => describe(child) ?? []) : [own];
      })
      .map((source) => {
        let id = basename(source.folder);
        for (let i = 2; taken.has(id); i++) id = `${basename(source.folder)}-${i}`;
        taken.add(id);
        return { ...source, id };
      });
  }

  /** The source of that name; null without one. */
  find(id: string): Source | null {
    return this.list().find((source) => source.id === id) ?? null;
  }

  /** The folder of the run of that name. @throws Missing where there is none */
  runFolder(id: string): string {
    const source = this.find(id);
    if (source?.kind !== 'run') throw new Missing(`${id}: no such run in the folders that the studio shows`);
    return source.folder;
  }
}

function describe(folder: string): Omit<Source, 'id'> | null {
  if (!existsSync(folder)) return null;
  if (isRun(folder)) return describeRun(folder);
  const layout = layoutOf(folder);
  return layout === null ? null : { kind: 'dataset', layout, folder, stages: [], report: false };
}

/** A run has its configuration from its first second, and a manifest once a stage is finished. */
function isRun(folder: string): boolean {
  return existsSync(join(folder, 'config.yaml')) || existsSync(join(folder, 'manifest.json'));
}

function describeRun(folder: string): Omit<Source, 'id'> {
  const finished = new Set(Object.keys(manifestOf(folder)?.stages ?? {}));
  return {
    kind: 'run',
    layout: 'run',
    folder,
    stages: STAGE_NAMES.filter((stage) => finished.has(stage)),
    report: existsSync(join(folder, 'report', 'index.html')),
  };
}

/** A run that is damaged is listed all the same: its own page says what is wrong. */
function manifestOf(folder: string) {
  try {
    return readManifest(join(folder, 'manifest.json'));
  } catch {
    return null;
  }
}

function layoutOf(folder: string): string | null {
  try {
    return datasetLayout(folder);
  } catch {
    return null;
  }
}

function children(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !entry.name.startsWith('.'))
    .map(({ name }) => join(folder, name))
    .sort();
}
