import { randomBytes } from 'node:crypto';

/**
 * Of this thread alone: in two containers that share a disk, process numbers and clocks are often the same.
 */
const OWN = randomBytes(6).toString('hex');
let counter = 0;

/**
 * A name beside `path` that no other process or thread, of this machine or another, uses. It ends in `.part`.
 */
export function temporaryName(path: string): string {
  counter++;
  return `${path}.${OWN}.${counter}.part`;
}

/** True for a file that is being written, or was left half written by a process that was killed. */
export function isTemporary(path: string): boolean {
  return /\.[0-9a-f]{12}\.\d+\.(part|tmp)$/.test(path);
}
