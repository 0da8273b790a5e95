import { createHash } from 'node:crypto';

/** SHA-256 (hex) over the bytes, types and lengths of arrays, in order: names what was computed from them. */
export function hashArrays(...arrays: (ArrayBufferView & { length: number })[]): string {
  const hash = createHash('sha256');
  for (const array of arrays) {
    hash.update(`${array.constructor.name}:${array.length};`);
    hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  }
  return hash.digest('hex');
}
