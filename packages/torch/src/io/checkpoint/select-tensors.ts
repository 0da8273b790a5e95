import { FormatError } from '../format-error.js';
import type { PickleValue } from '../pickle/pickle-value.js';
import { TorchStorage, TorchTensor } from './torch-storages.js';

export interface SelectedTensors {
  value: PickleValue;
  tensors: Set<TorchTensor>;
}

/** The part of a checkpoint under the given top keys (all without), and the tensors in it. */
export function selectTensors(
  value: PickleValue,
  only: readonly string[] | undefined,
  file: string | undefined,
): SelectedTensors {
  const selected = only === undefined ? value : pickKeys(value, only, file);
  const tensors = new Set<TorchTensor>();
  const seen = new Set<unknown>();
  // By hand and not by recursion: a hostile file may nest a million levels deep, or contain itself.
  const waiting: unknown[] = [selected];
  while (waiting.length > 0) {
    const item = waiting.pop();
    if (typeof item !== 'object' || item === null || seen.has(item)) continue;
    seen.add(item);
    if (item instanceof TorchTensor) tensors.add(item);
    else if (item instanceof TorchStorage) throw new FormatError(file, 'checkpoint', 'holds a bare storage');
    else if (Array.isArray(item) || item instanceof Set) for (const part of item) waiting.push(part);
    else if (item instanceof Map) for (const [key, part] of item) waiting.push(key, part);
  }
  return { value: selected, tensors };
}

function pickKeys(value: PickleValue, only: readonly string[], file: string | undefined): PickleValue {
  if (!(value instanceof Map))
    throw new FormatError(file, 'checkpoint', 'is no dict, so it has no keys to pick');
  const picked = new Map<PickleValue, PickleValue>();
  for (const key of only) {
    const part = value.get(key);
    if (part === undefined) {
      const found = [...value.keys()].map(String).join(', ');
      throw new FormatError(file, `key "${key}"`, `is missing; the checkpoint has ${found}`);
    }
    picked.set(key, part);
  }
  return picked;
}
