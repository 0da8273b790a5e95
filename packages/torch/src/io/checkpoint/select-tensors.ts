import { FormatError } from '../format-error.js';
import type { PickleValue } from '../pickle/pickle-value.js';
import { UnreadThing } from '../pickle/unread-thing.js';
import { TorchStorage, TorchTensor } from './torch-storages.js';

export interface SelectedTensors {
  value: PickleValue;
  tensors: Set<TorchTensor>;
}

/** Gives the part of a checkpoint that is to be read, by the whole without its tensors' elements. */
export type PickPart = (value: PickleValue) => PickleValue;

/** The part of a checkpoint under the given top keys or as picked (all without), and the tensors in it. */
export function selectTensors(
  value: PickleValue,
  only: readonly string[] | PickPart | undefined,
  file: string | undefined,
): SelectedTensors {
  if (value instanceof UnreadThing) throw wholeObject(value, file);
  const selected =
    only === undefined ? value : typeof only === 'function' ? only(value) : pickKeys(value, only, file);
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

function wholeObject({ name, complaint }: UnreadThing, file: string | undefined): FormatError {
  const isModule = /^(torch\.nn|torch\.fx|.*\b(models?|nets?|networks?|modules?)\b)/i.test(name);
  const what = isModule ? `a whole module of the class ${name}` : `an object of ${name}`;
  return new FormatError(
    file,
    'checkpoint',
    `holds ${what}, whose code would have to run: save its weights alone, torch.save(model.state_dict(), ...) (${complaint})`,
  );
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
