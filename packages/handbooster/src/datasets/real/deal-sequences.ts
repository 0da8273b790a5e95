import { InputError } from '../../base/errors/input-error.js';

/** The splits that sequences are dealt to. */
export type DealtSplit = 'train' | 'val' | 'test';

/**
 * Holds out whole sequences where a dataset has no labelled validation or test split: of the sorted names
 * every ninth of ten is for validation and every tenth for testing, of fewer the last but one and the last.
 *
 * @throws {InputError} where there are fewer than three.
 */
export function dealSequences(names: Iterable<string>, where: string): Map<string, DealtSplit> {
  const sorted = [...new Set(names)].sort();
  if (sorted.length < 3) {
    throw new InputError(
      `${where}: expected at least 3 sequences, to hold one out for validation and one for testing, found ${sorted.length}`,
    );
  }
  const period = Math.min(10, sorted.length);
  return new Map(
    sorted.map((name, i) => {
      const place = i % period;
      return [name, place === period - 1 ? 'test' : place === period - 2 ? 'val' : 'train'];
    }),
  );
}
