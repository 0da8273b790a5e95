import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import {
  removeTemporaryFiles,
  syncFolder,
  syncTree,
  writeFileAtomicSync,
} from '../../base/files/atomic-write.js';
import { EXPORT_FILE } from '../export-file.js';

/** What `export.json` says. */
export interface ExportManifest {
  /** Hash of all that the files are a function of. */
  key: string;
  [name: string]: unknown;
}

/**
 * Writes a folder that is there whole or not at all: in `<folder>.partial`, which gets its name at the end.
 * Interrupted work of the same key is gone on with; a finished folder of the same key is left as it is.
 *
 * @param write fills the folder and gives what to say about it; files that are there already are whole.
 * @throws {InputError} where something else lies at `folder`.
 */
export async function writeWholeFolder(
  folder: string,
  key: string,
  write: (partial: string) => Promise<Record<string, unknown>>,
): Promise<ExportManifest> {
  const partial = `${folder}.partial`;
  const keyFile = `${partial}.key`;
  const done = readManifest(folder);
  if (done?.key === key) {
    removeNamed(keyFile);
    return done;
  }
  if (existsSync(folder)) {
    const found = done === null ? 'something else' : 'an export of other data or settings';
    throw new InputError(
      `${folder}: expected no such folder yet, found ${found}; remove it, or write elsewhere`,
    );
  }
  if (existsSync(partial) && !(existsSync(keyFile) && readFileSync(keyFile, 'utf8') === key)) {
    rmSync(partial, { recursive: true });
  }
  mkdirSync(partial, { recursive: true });
  removeTemporaryFiles(partial, { recursive: true });
  // A key that stands already is that of this work.
  removeNamed(keyFile, existsSync(keyFile) && readFileSync(keyFile, 'utf8') === key);
  if (!existsSync(keyFile)) writeFileAtomicSync(keyFile, key);
  const manifest: ExportManifest = { key, ...(await write(partial)) };
  writeFileAtomicSync(join(partial, EXPORT_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
  await syncTree(partial);
  renameSync(partial, folder);
  syncFolder(dirname(folder));
  rmSync(keyFile, { force: true });
  return manifest;
}

/** Removes a file, unless it is to be kept, and what killed writers of it have left under temporary names. */
function removeNamed(path: string, keep = false): void {
  const name = basename(path);
  for (const other of readdirSync(dirname(path))) {
    if (other.startsWith(name) && !(keep && other === name)) rmSync(join(dirname(path), other));
  }
}

function readManifest(folder: string): ExportManifest | null {
  const path = join(folder, EXPORT_FILE);
  if (!existsSync(path)) return null;
  try {
    const value = JSON.parse(readFileSync(path, 'utf8'));
    return typeof value?.key === 'string' ? value : null;
  } catch {
    return null;
  }
}
