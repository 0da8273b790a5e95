import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Of this thread alone: in two containers that share a disk, process numbers and counters are the same. */
const OWN = randomBytes(6).toString('hex');
let counter = 0;
const PIECE = 1 << 30;

/**
 * Writes a file so that its name holds either the old contents or all of the new ones, whenever the process
 * or the machine stops: a temporary file beside it, flushed to disk, then renamed, then the folder flushed.
 */
export function writeAtomic(path: string, pieces: Iterable<Uint8Array>): void {
  const temporary = `${path}.${OWN}.${counter++}.tmp`;
  const descriptor = openSync(temporary, 'wx');
  let open = true;
  try {
    for (const piece of pieces) writeAll(descriptor, piece);
    fsyncSync(descriptor);
    closeSync(descriptor);
    open = false;
    renameSync(temporary, path);
  } catch (error) {
    if (open) closeSync(descriptor);
    try {
      unlinkSync(temporary);
    } catch {
      // The first error is the one to tell.
    }
    throw error;
  }
  flushFolder(dirname(path));
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  let done = 0;
  while (done < bytes.byteLength) {
    done += writeSync(descriptor, bytes, done, Math.min(PIECE, bytes.byteLength - done));
  }
}

function flushFolder(folder: string): void {
  let descriptor: number;
  try {
    descriptor = openSync(folder, 'r');
  } catch {
    return; // Some systems do not open folders; the rename itself has happened.
  }
  try {
    fsyncSync(descriptor);
  } catch {
    // Network file systems may refuse to flush a folder.
  } finally {
    closeSync(descriptor);
  }
}
