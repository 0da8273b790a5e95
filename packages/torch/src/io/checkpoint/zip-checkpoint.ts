import { itemSize } from '../arrays/array-data.js';
import type { ByteSource } from '../byte-source.js';
import { FormatError } from '../format-error.js';
import type { PickleValue } from '../pickle/pickle-value.js';
import { unpickle } from '../pickle/unpickle.js';
import { ZipReader } from '../zip/zip-reader.js';
import { fillTensors } from './fill-tensors.js';
import type { SelectedTensors } from './select-tensors.js';
import { storageFromId, TORCH_GLOBALS } from './torch-storages.js';

/** The ZIP form: `<name>/data.pkl` and one stored member `<name>/data/<key>` a storage. */
export function readZipCheckpoint(
  source: ByteSource,
  select: (value: PickleValue) => SelectedTensors,
): PickleValue {
  const { file } = source;
  const zip = new ZipReader(source);
  const pickles = [...zip.entries.keys()].filter((name) => /^[^/]+\/data\.pkl$/.test(name));
  if (pickles.length !== 1) {
    throw new FormatError(
      file,
      'checkpoint',
      `expected one member "<name>/data.pkl", found ${pickles.length}`,
    );
  }
  const folder = pickles[0].slice(0, -'data.pkl'.length);
  if (zip.entries.has(`${folder}constants.pkl`)) {
    throw new FormatError(file, 'checkpoint', 'is a TorchScript program; save its state_dict() instead');
  }
  const order = `${folder}byteorder`;
  if (zip.entries.has(order) && Buffer.from(zip.read(order)).toString('latin1') !== 'little') {
    throw new FormatError(file, `member "${order}"`, 'says the data is big-endian, which is not read');
  }
  const value = unpickle(zip.read(pickles[0]), {
    file: `${file ?? '(bytes)'}: ${pickles[0]}`,
    globals: TORCH_GLOBALS,
    persistentLoad: storageFromId,
    setAside: true,
  });
  const selected = select(value);
  fillTensors(selected.tensors, source, (storage) => {
    const name = `${folder}data/${storage.key}`;
    const expected = storage.count * itemSize(storage.dtype);
    const entry = zip.entries.get(name);
    if (entry !== undefined && entry.size !== expected) {
      throw new FormatError(
        file,
        `member "${name}"`,
        `has ${entry.size} bytes, its tensors need ${expected}`,
      );
    }
    return zip.read(name);
  });
  return selected.value;
}
