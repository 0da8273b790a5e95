import { type MergedAnnotations, mergeAnnotations } from '../../datasets/coco/merge-annotations.js';

/**
 * Joins annotation files into one for loaders that take one root and one file; see `mergeAnnotations`.
 *
 * @param files the first keeps its ids
 * @throws InputError for a file that cannot be joined, and where the signal stops it
 */
export function mergeData(
  files: readonly string[],
  output: string,
  signal?: AbortSignal,
): Promise<MergedAnnotations> {
  return mergeAnnotations(files, output, signal);
}
