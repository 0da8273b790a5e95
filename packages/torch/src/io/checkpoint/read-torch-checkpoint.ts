import { type ByteSource, withSource } from '../byte-source.js';
import { expectKind } from '../expect-kind.js';
import { FormatError } from '../format-error.js';
import type { PickleValue } from '../pickle/pickle-value.js';
import { readLegacyCheckpoint } from './legacy-checkpoint.js';
import { type PickPart, selectTensors } from './select-tensors.js';
import { readZipCheckpoint } from './zip-checkpoint.js';

export interface ReadTorchCheckpointOptions {
  /**
   * Keeps only these keys of a dict at the top and reads only the storages they need: the EMA weights of a
   * large checkpoint without its optimiser, for example. A key that is missing is an error. A function gives
   * the part itself.
   */
  only?: readonly string[] | PickPart;
  /** Names bytes in errors. */
  file?: string;
}

/**
 * Reads what `torch.save` wrote (`.pt`, `.pth`): dicts as Maps, lists and tuples as arrays, tensors and
 * parameters as `ArrayData` in C order. Tensors that share a storage share memory. Nothing in the file can
 * run: things of classes that are not known, which trainers save beside weights, become `UnreadThing`s.
 *
 * Reads the ZIP form (since torch 1.6), by random access and with every storage's CRC checked, and the older
 * form of several pickles in a row. TorchScript archives and the tar form of before 2016 are refused.
 * @throws {FormatError} naming the file and the part.
 */
export function readTorchCheckpoint(
  pathOrBytes: string | Uint8Array,
  options: ReadTorchCheckpointOptions = {},
): PickleValue {
  return withSource(pathOrBytes, options.file, (source) => {
    expectKind(source, 'a PyTorch checkpoint', ['torch', 'zip', 'pickle', 'tar']);
    const select = (value: PickleValue) => selectTensors(value, options.only, source.file);
    return isZip(source) ? readZipCheckpoint(source, select) : readLegacyCheckpoint(source, select);
  });
}

function isZip(source: ByteSource): boolean {
  if (source.size < 4) {
    throw new FormatError(source.file, 'checkpoint', `${source.size} bytes are no checkpoint (truncated?)`);
  }
  const [p, k, three, four] = source.read(0, 4, 'checkpoint');
  return p === 0x50 && k === 0x4b && three === 3 && four === 4;
}
