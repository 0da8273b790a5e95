import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';

/** What a result made from a user's file depends on, for the key of its stage: the contents. Null without a file. */
export function fileHash(path: string | null): string | null {
  if (path === null || !existsSync(path)) return null;
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
