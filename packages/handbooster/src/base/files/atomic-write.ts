import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { mapConcurrently } from '../threads/map-concurrently.js';
import { isTemporary, temporaryName } from './temporary-name.js';

/** Files that are synced at a time. */
const AT_ONCE = 8;

/**
 * Writes a file so that a reader sees all of it or nothing: to a temporary name in the same folder, then
 * renamed. Makes the folder where it is missing. Its bytes are on the disk before it has its name, so that
 * work that goes on after a power cut may take every file that is there for whole; about a millisecond a
 * file. The name itself is not waited for.
 */
export async function writeFileAtomic(path: string, content: Uint8Array | string): Promise<void> {
  const temporary = temporaryName(path);
  try {
    await writeFile(temporary, content, { flush: true }).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      await mkdir(dirname(path), { recursive: true });
      await writeFile(temporary, content, { flush: true });
    });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * {@link writeFileAtomic}, waiting.
 *
 * @param durable wait for the disk: before the new name is there its bytes are, and after it the name is
 */
export function writeFileAtomicSync(
  path: string,
  content: Uint8Array | string,
  { durable = false } = {},
): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = temporaryName(path);
  try {
    writeFileSync(temporary, content, { flush: durable });
    renameSync(temporary, path);
    if (durable) syncFolder(dirname(path));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Waits until the names in a folder are on the disk. */
export function syncFolder(folder: string): void {
  // Windows opens no folders, and writes names at once.
  if (process.platform === 'win32') return;
  const file = openSync(folder, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** {@link syncFolder} of a folder and all below it. */
export function syncFolders(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) syncFolders(join(folder, entry.name));
  }
  syncFolder(folder);
}

/** Waits until a folder is on the disk with all that is in it. */
export async function syncTree(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  await mapConcurrently(
    entries.filter((entry) => entry.isFile()),
    AT_ONCE,
    async ({ parentPath, name }) => {
      const file = await open(join(parentPath, name), 'r');
      await file.sync().finally(() => file.close());
    },
  );
  syncFolders(folder);
}

/**
 * Removes what a killed writer has left under temporary names. Only for whoever has the folder to himself.
 */
export function removeTemporaryFiles(folder: string, { recursive = false } = {}): void {
  for (const entry of readdirSync(folder, { recursive, withFileTypes: true })) {
    if (entry.isFile() && isTemporary(entry.name))
      rmSync(join(entry.parentPath, entry.name), { force: true });
  }
}
