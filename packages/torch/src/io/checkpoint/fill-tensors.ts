import { itemSize } from '../arrays/array-data.js';
import type { ByteSource } from '../byte-source.js';
import { FormatError } from '../format-error.js';
import type { TorchStorage, TorchTensor } from './torch-storages.js';

// Tensors that are no plain run of their storage are copied out of it. A stride of 0 lets a few bytes stand
// for any number of elements, so the copies are counted against the file's size.
const SPARE_BYTES = 64 << 20;
const COPY_RATIO = 8;

/** Fills tensors from their storages, each storage read once. */
export function fillTensors(
  tensors: Iterable<TorchTensor>,
  source: ByteSource,
  read: (storage: TorchStorage) => Uint8Array,
): void {
  const budget = SPARE_BYTES + COPY_RATIO * source.size;
  let spent = 0;
  const spend = (bytes: number) => {
    spent += bytes;
    if (spent > budget) {
      throw new FormatError(
        source.file,
        'tensors',
        `need more than the ${budget} bytes that a file this size may`,
      );
    }
  };
  const storages = new Map<string, Uint8Array>();
  for (const tensor of tensors) {
    const { storage } = tensor;
    let bytes = storages.get(storage.key);
    if (bytes === undefined) {
      bytes = read(storage);
      storages.set(storage.key, bytes);
    }
    if (bytes.byteLength !== storage.count * itemSize(storage.dtype)) {
      throw new FormatError(source.file, `storage "${storage.key}"`, 'is described twice, differently');
    }
    tensor.fill(bytes, spend);
  }
}
