import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** Tell of speed and time of day, not of the result. */
const LOG_FILE = /^(log|validation)\.jsonl$|tfevents/;

/** Bytes of a file in memory at a time. */
const CHUNK = 1 << 20;

export interface FolderHash {
  outputs: string;
  files: number;
  bytes: number;
}

/**
 * Hash, number and size of the files under a folder, whatever order the system lists them in; logs left out.
 * A part of a file is in memory at a time.
 *
 * @param onFile sees each file, logs too, while it is open
 */
export async function hashFolder(
  folder: string,
  onFile: (file: FileHandle) => Promise<void> = async () => {},
): Promise<FolderHash> {
  const digest = createHash('sha256');
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => ({ path: join(entry.parentPath, entry.name), isLog: LOG_FILE.test(entry.name) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const part = Buffer.allocUnsafe(CHUNK);
  let files = 0;
  let bytes = 0;
  for (const { path, isLog } of names) {
    const file = await open(path, 'r');
    try {
      await onFile(file);
      if (isLog) continue;
      const { size } = await file.stat();
      digest.update(`${relative(folder, path).split(sep).join('/')}\0${size}\0`);
      for (;;) {
        const { bytesRead } = await file.read(part, 0, CHUNK);
        if (bytesRead === 0) break;
        digest.update(part.subarray(0, bytesRead));
      }
      files++;
      bytes += size;
    } finally {
      await file.close();
    }
  }
  return { outputs: digest.digest('hex'), files, bytes };
}
