import { writeFileSync } from 'node:fs';
import { encodeZip } from '../../../torch/src/io/zip/zip-writer.js';
import { bytes, little, unicode } from '../../../torch/test/support/bytes.js';

/** A dict of a checkpoint: texts, whole numbers, further dicts, and tensors given by their shapes. */
export interface CheckpointDict {
  [name: string]: CheckpointDict | readonly number[] | string | number;
}

/**
 * Writes a file as `torch.save` does, with tensors that hold one number each, so that it stays small whatever
 * their shapes.
 *
 * @returns the number of each tensor by its name.
 */
export function writeTorchCheckpoint(path: string, container: CheckpointDict): Map<string, number> {
  const values = new Map<string, number>();
  const count = countTensors(container);
  let elements = 0;
  const dict = (entries: CheckpointDict): Uint8Array => {
    const items = Object.entries(entries).flatMap(([name, value]) => [unicode(name), item(name, value)]);
    return bytes('}(', ...items, 'u');
  };
  const item = (name: string, value: CheckpointDict[string]): Uint8Array => {
    if (typeof value === 'string') return unicode(value);
    if (typeof value === 'number') return bytes('J', little(value & 0xffffffff, 4));
    if (!Array.isArray(value)) return dict(value as CheckpointDict);
    const index = values.size;
    elements += value.reduce((a, b) => a * b, 1);
    values.set(name, (index + 1) / 1024);
    return expanded(index, count, value);
  };
  const pickle = dict(container);
  // A reader may refuse a small file that stands for very much.
  const padding = new Uint8Array(Math.ceil(elements / 2));
  const storage = Float32Array.from(values.values());
  const members = new Map([
    ['m/data.pkl', bytes(0x80, 2, pickle, '.')],
    ['m/data/0', new Uint8Array(storage.buffer)],
    ['m/version', bytes('3\n')],
    ['m/padding', padding],
  ]);
  writeFileSync(path, Buffer.concat(encodeZip(members)));
  return values;
}

function countTensors(container: CheckpointDict): number {
  return Object.values(container).reduce<number>((sum, value) => {
    if (typeof value !== 'object') return sum;
    return sum + (Array.isArray(value) ? 1 : countTensors(value as CheckpointDict));
  }, 0);
}

/** The element at `offset` of the one storage, seen as a tensor of any shape: all strides are 0. */
function expanded(offset: number, count: number, shape: readonly number[]): Uint8Array {
  const tuple = (items: readonly number[]) => bytes('(', ...items.flatMap((n) => ['J', little(n, 4)]), 't');
  return bytes(
    'ctorch._utils\n_rebuild_tensor_v2\n((',
    unicode('storage'),
    'ctorch\nFloatStorage\n',
    unicode('0'),
    unicode('cpu'),
    'J',
    little(count, 4),
    'tQJ',
    little(offset, 4),
    tuple(shape),
    tuple(shape.map(() => 0)),
    0x89,
    'ccollections\nOrderedDict\n)RtR',
  );
}
