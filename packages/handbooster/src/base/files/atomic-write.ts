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
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

let counter = 0;

/** A name beside `path` that no other process or thread of this machine uses. */
function temporaryName(path: string): string {
  counter++;
  return `${path}.${process.pid}.${process.hrtime.bigint().toString(36)}.${counter}.part`;
}

/**
 * Writes a file so that a reader sees all of it or nothing: to a temporary name in the same folder, then renamed.
 * Makes the folder where it is missing. It does not wait for the disk (a capture writes thousands of small files);
 * a stage that must survive a power cut syncs what it lists in its manifest.
 */
export async function writeFileAtomic(path: string, content: Uint8Array | string): Promise<void> {
  const temporary = temporaryName(path);
  try {
    await writeFile(temporary, content).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      await mkdir(dirname(path), { recursive: true });
      await writeFile(temporary, content);
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
