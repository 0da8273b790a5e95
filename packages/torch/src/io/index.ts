export type { ArrayData, ArrayDType, TypedArray } from './array-data.js';
export { arrayToFloat32, arrayToNumbers, checkArrayData, elementCount, itemSize } from './array-data.js';
export type { ReadTorchCheckpointOptions } from './checkpoint/read-torch-checkpoint.js';
export { readTorchCheckpoint } from './checkpoint/read-torch-checkpoint.js';
export { crc32 } from './crc32.js';
export { FormatError } from './format-error.js';
export { bfloat16ToFloat32, float16ToFloat32, float32ToBfloat16, float32ToFloat16 } from './half.js';
export { encodeNpy, parseNpy, parseNpyValue, readNpy, readNpyValue, writeNpy } from './npy.js';
export type { ReadNpzOptions, WriteNpzOptions } from './npz.js';
export { encodeNpz, readNpz, readNpzValues, writeNpz } from './npz.js';
export * from './pickle/index.js';
export type { ReadSafetensorsOptions, SafetensorsEntry, SafetensorsHeader } from './read-safetensors.js';
export {
  parseSafetensors,
  readSafetensors,
  readSafetensorsHeader,
  SafetensorsContents,
} from './read-safetensors.js';
export { TensorBoardLog } from './tensorboard/tensorboard-log.js';
export { writeAtomic } from './write-atomic.js';
export { encodeSafetensors, writeSafetensors } from './write-safetensors.js';
export { type EncodeZipOptions, encodeZip } from './zip-writer.js';
