import type { ByteSource } from './byte-source.js';
import { describeFile, FILE_HEAD_BYTES, type FileKindName, recogniseFile } from './file-kind.js';
import { FormatError } from './format-error.js';

/**
 * Refuses a file that is by its first bytes of another kind than a reader's, naming both and how to mend it.
 * What has no mark of its own passes: what is wrong with it shows when it is read.
 *
 * @param expected in words, with its article
 */
export function expectKind(source: ByteSource, expected: string, allowed: readonly FileKindName[]): void {
  const head = source.read(0, Math.min(FILE_HEAD_BYTES, source.size), 'file');
  const { name } = recogniseFile(head, source.size);
  if (name === 'unknown' || name === 'text' || allowed.includes(name)) return;
  throw new FormatError(
    source.file,
    'file',
    `expected ${expected}, found ${describeFile(head, source.size)}`,
  );
}
