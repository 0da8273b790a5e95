import { itemSize } from '../arrays/array-data.js';
import type { ByteSource } from '../byte-source.js';
import { FormatError } from '../format-error.js';
import type { PickleValue } from '../pickle/pickle-value.js';
import { unpickleFirst } from '../pickle/unpickle.js';
import { UnreadThing } from '../pickle/unread-thing.js';
import { fillTensors } from './fill-tensors.js';
import type { SelectedTensors } from './select-tensors.js';
import { storageFromId, TORCH_GLOBALS, type TorchStorage } from './torch-storages.js';

const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;

/**
 * The form before torch 1.6: pickles of a magic number, a protocol, the writer's sizes, the value and the
 * storages' keys, then each storage as its element count (8 bytes) and its elements.
 */
export function readLegacyCheckpoint(
  source: ByteSource,
  select: (value: PickleValue) => SelectedTensors,
): PickleValue {
  const { file } = source;
  const bytes = source.read(0, source.size, 'checkpoint');
  const storages = new Map<string, TorchStorage>();
  let position = 0;
  const next = (field: string): PickleValue => {
    const { value, end } = unpickleFirst(bytes.subarray(position), {
      file: `${file ?? '(bytes)'}: ${field}`,
      globals: TORCH_GLOBALS,
      setAside: true,
      persistentLoad: (id, context) => {
        const storage = storageFromId(id, context);
        // Storages follow each other, and the length of this one is not known.
        if (storage instanceof UnreadThing)
          return context.fail(`a storage's type is an unread ${storage.name}`);
        const known = storages.get(storage.key);
        if (known === undefined) storages.set(storage.key, storage);
        else if (known.dtype !== storage.dtype || known.count !== storage.count) {
          context.fail(`storage "${storage.key}" is described twice, differently`);
        }
        return storage;
      },
    });
    position += end;
    return value;
  };
  checkStart(bytes, file);
  if (next('magic number') !== MAGIC) {
    throw new FormatError(
      file,
      'magic number',
      'is not that of a checkpoint: found a plain Python pickle; save the weights with torch.save(model.state_dict(), ...)',
    );
  }
  const protocol = next('protocol');
  if (protocol !== PROTOCOL) throw new FormatError(file, 'protocol', `${protocol}, expected ${PROTOCOL}`);
  const system = next('system sizes');
  if (system instanceof Map && system.get('little_endian') === false) {
    throw new FormatError(file, 'system sizes', 'say the data is big-endian, which is not read');
  }
  const selected = select(next('value'));
  const keys = next('storage keys');
  if (!Array.isArray(keys)) throw new FormatError(file, 'storage keys', 'expected a list');
  const places = new Map<string, Uint8Array>();
  for (const key of keys) {
    const storage = typeof key === 'string' ? storages.get(key) : undefined;
    if (storage === undefined)
      throw new FormatError(file, `storage "${String(key)}"`, 'belongs to no tensor');
    const { data, end } = readStorage(bytes, position, storage, file);
    places.set(storage.key, data);
    position = end;
  }
  if (position !== bytes.byteLength) {
    throw new FormatError(file, 'checkpoint', `${bytes.byteLength - position} bytes follow its last storage`);
  }
  fillTensors(selected.tensors, source, (storage) => {
    const data = places.get(storage.key);
    if (data === undefined) throw new FormatError(file, `storage "${storage.key}"`, 'is missing');
    return data;
  });
  return selected.value;
}

function checkStart(bytes: Uint8Array, file: string | undefined): void {
  const isTar =
    bytes.byteLength > 262 && Buffer.from(bytes.subarray(257, 262)).toString('latin1') === 'ustar';
  if (isTar) {
    throw new FormatError(
      file,
      'checkpoint',
      'is a tar archive of an old torch; load and save it with a newer one',
    );
  }
  if (bytes[0] !== 0x80) {
    throw new FormatError(
      file,
      'checkpoint',
      'is neither a zip archive nor a pickle: not a torch checkpoint',
    );
  }
}

function readStorage(bytes: Uint8Array, start: number, storage: TorchStorage, file: string | undefined) {
  const field = `storage "${storage.key}"`;
  const length = storage.count * itemSize(storage.dtype);
  const end = start + 8 + length;
  if (end > bytes.byteLength) {
    throw new FormatError(file, field, `needs ${length} bytes, the file ends before (truncated?)`);
  }
  const count = new DataView(bytes.buffer, bytes.byteOffset + start, 8).getBigUint64(0, true);
  if (count !== BigInt(storage.count)) {
    throw new FormatError(file, field, `holds ${count} elements, its tensors say ${storage.count}`);
  }
  return { data: bytes.slice(start + 8, end), end };
}
