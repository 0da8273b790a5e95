import { createHash, type Hash } from 'node:crypto';
import { closeSync, existsSync, openSync, readSync } from 'node:fs';

/** Bytes of a file in memory at a time. */
const CHUNK = 1 << 20;

/** Adds a file's bytes to a digest, a part at a time. @returns how many */
export function digestFile(digest: Hash, path: string): number {
  const file = openSync(path, 'r');
  const part = Buffer.allocUnsafe(CHUNK);
  let bytes = 0;
  try {
    for (let read = readSync(file, part); read > 0; read = readSync(file, part)) {
      digest.update(part.subarray(0, read));
      bytes += read;
    }
  } finally {
    closeSync(file);
  }
  return bytes;
}

/**
 * What a result made from a user's file depends on, for the key of its stage: the contents. Null without a
 * file.
 */
export function fileHash(path: string | null): string | null {
  if (path === null || !existsSync(path)) return null;
  const digest = createHash('sha256');
  digestFile(digest, path);
  return digest.digest('hex');
}
