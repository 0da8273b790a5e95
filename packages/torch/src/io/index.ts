export type { ArrayData, ArrayDType, TypedArray } from './arrays/array-data.js';
export {
  arrayToFloat32,
  arrayToNumbers,
  checkArrayData,
  elementCount,
  itemSize,
} from './arrays/array-data.js';
export { bfloat16ToFloat32, float16ToFloat32, float32ToBfloat16, float32ToFloat16 } from './arrays/half.js';
export { findStateDict } from './checkpoint/find-state-dict.js';
export { readStateDict } from './checkpoint/read-state-dict.js';
export type { ReadTorchCheckpointOptions } from './checkpoint/read-torch-checkpoint.js';
export { readTorchCheckpoint } from './checkpoint/read-torch-checkpoint.js';
export { unwrapNames } from './checkpoint/unwrap-names.js';
export {
  describeFile,
  FILE_HEAD_BYTES,
  type FileKind,
  type FileKindName,
  recogniseFile,
  recogniseFileAt,
} from './file-kind.js';
export { FormatError } from './format-error.js';
export { encodeNpy, parseNpy, parseNpyValue, readNpy, readNpyValue, writeNpy } from './numpy/npy.js';
export type { ReadNpzOptions, WriteNpzOptions } from './numpy/npz.js';
export { encodeNpz, readNpz, readNpzValues, writeNpz } from './numpy/npz.js';
export * from './pickle/index.js';
export type {
  ReadSafetensorsOptions,
  SafetensorsEntry,
  SafetensorsHeader,
} from './safetensors/read-safetensors.js';
export {
  parseSafetensors,
  readSafetensors,
  readSafetensorsHeader,
  SafetensorsContents,
} from './safetensors/read-safetensors.js';
export { encodeSafetensors, writeSafetensors } from './safetensors/write-safetensors.js';
export { TensorBoardLog } from './tensorboard/tensorboard-log.js';
export { writeAtomic } from './write-atomic.js';
export { crc32 } from './zip/crc32.js';
export { type EncodeZipOptions, encodeZip } from './zip/zip-writer.js';
