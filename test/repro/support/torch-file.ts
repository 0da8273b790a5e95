import { io } from '@handbooster/torch';

/** What `torch.save` can be given here. */
export type Item = null | boolean | number | string | Item[] | { [key: string]: Item } | Tensor | Thing;

class Tensor {
  constructor(
    readonly values: readonly number[],
    readonly storage = 'FloatStorage',
  ) {}
}

/** An instance or the result of a call, as pickles describe them. */
class Thing {
  constructor(
    readonly module: string,
    readonly name: string,
    readonly state: { [key: string]: Item } | null,
    readonly call: Item[] | null,
  ) {}
}

/** A float32 tensor of one dimension. */
export function tensor(values: readonly number[]): Tensor {
  return new Tensor(values);
}

/** A tensor whose storage is of a type of torch that readers need not know, such as `QUInt8Storage`. */
export function foreignTensor(storage: string, count: number): Tensor {
  return new Tensor(new Array(count).fill(0), storage);
}

/** An instance of a class, with the attributes of its state. */
export function object(module: string, name: string, state: { [key: string]: Item } = {}): Thing {
  return new Thing(module, name, state, null);
}

/** What a function gives for arguments. */
export function global(module: string, name: string, ...args: Item[]): Thing {
  return new Thing(module, name, null, args);
}

/** A file as `torch.save` writes it: an archive of a pickle (protocol 2) and a member for each storage. */
export function torchFile(value: Item): Uint8Array {
  const storages: Float32Array[] = [];
  const pickle = Buffer.concat([Buffer.from([0x80, 2]), pickled(value, storages), Buffer.from('.')]);
  const members = new Map<string, Uint8Array>([['archive/data.pkl', pickle]]);
  storages.forEach((data, key) => {
    members.set(`archive/data/${key}`, new Uint8Array(data.buffer));
  });
  members.set('archive/version', Buffer.from('3\n'));
  return Buffer.concat(io.encodeZip(members));
}

function pickled(value: Item, storages: Float32Array[]): Buffer {
  const inner = (item: Item) => pickled(item, storages);
  const text = (words: string) => {
    const bytes = Buffer.from(words);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    return Buffer.concat([Buffer.from('X'), length, bytes]);
  };
  const all = (...parts: (Buffer | string)[]) =>
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));
  if (value === null) return all('N');
  if (typeof value === 'boolean') return Buffer.from([value ? 0x88 : 0x89]);
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(9, 'G');
    bytes.writeDoubleBE(value, 1);
    return Number.isInteger(value) && value >= 0 && value < 256 ? Buffer.from([0x4b, value]) : bytes;
  }
  if (Array.isArray(value)) return all('](', ...value.map(inner), 'e');
  if (value instanceof Tensor) {
    const key = storages.push(Float32Array.from(value.values)) - 1;
    const count = Buffer.from([0x4b, value.values.length]);
    const storage = all(
      '(',
      text('storage'),
      `ctorch\n${value.storage}\n`,
      text(String(key)),
      text('cpu'),
      count,
      'tQ',
    );
    const rest = all('K\0', count, '\x85K\x01\x85\x89ccollections\nOrderedDict\n)R');
    return all('ctorch._utils\n_rebuild_tensor_v2\n(', storage, rest, 'tR');
  }
  if (value instanceof Thing) {
    const named = `c${value.module}\n${value.name}\n`;
    if (value.call !== null) return all(named, '(', ...value.call.map(inner), 'tR');
    return all(named, ')\x81', inner(value.state as { [key: string]: Item }), 'b');
  }
  return all('}(', ...Object.entries(value).flatMap(([key, part]) => [text(key), inner(part)]), 'u');
}
