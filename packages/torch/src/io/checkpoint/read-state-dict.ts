import type { ArrayData } from '../arrays/array-data.js';
import { recogniseFileAt } from '../file-kind.js';
import { FormatError } from '../format-error.js';
import { isArrayData } from '../pickle/pickle-value.js';
import { readSafetensors } from '../safetensors/read-safetensors.js';
import { findStateDict } from './find-state-dict.js';
import { readTorchCheckpoint } from './read-torch-checkpoint.js';
import { unwrapNames } from './unwrap-names.js';

/**
 * A network's weights by their own names, from what `torch.save` wrote in any of the usual containers, or
 * from safetensors: which, is seen from the content. What wrappers put before the names is taken off (see
 * `unwrapNames`); nothing but the weights is read of a container.
 *
 * @throws {FormatError} naming the file: no weights in it, another kind of file, a thing in a tensor's place
 */
export function readStateDict(path: string): Map<string, ArrayData> {
  if (recogniseFileAt(path).name === 'safetensors') return unwrapNames(readSafetensors(path));
  const state = readTorchCheckpoint(path, { only: (value) => findStateDict(value, path) });
  if (!(state instanceof Map)) throw new FormatError(path, 'checkpoint', 'holds no dict of tensors');
  const weights = new Map<string, ArrayData>();
  for (const [name, value] of state) {
    if (typeof name === 'string' && isArrayData(value)) weights.set(name, value);
  }
  return unwrapNames(weights);
}
