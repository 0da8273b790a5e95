import * as io from '@handbooster/torch/io';

/** An array to be stored: its NumPy type follows from the typed array. */
export interface NamedArray {
  name: string;
  shape: readonly number[];
  data: Float32Array | Uint8Array;
}

/** The bytes of a `.npz` file, compressed but for arrays of a few numbers; equal arrays give equal bytes. */
export function encodeNpz(arrays: readonly NamedArray[]): Uint8Array {
  const entries = arrays.map(({ name, shape, data }): [string, io.ArrayData] => {
    const dtype = data instanceof Float32Array ? 'float32' : 'uint8';
    return [name, io.checkArrayData({ dtype, shape: [...shape], data }, name)];
  });
  return io.encodeNpz(new Map(entries), { compress: true, storeBelow: 512 });
}
