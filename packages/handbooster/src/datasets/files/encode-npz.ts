import { deflateRawSync } from 'node:zlib';
import { crc32 } from './crc32.js';

/** An array to be stored: its NumPy type follows from the typed array. */
export interface NamedArray {
  name: string;
  shape: readonly number[];
  data: Float32Array | Float64Array | Uint8Array | Int32Array | Uint16Array;
}

/** Options of {@link encodeNpz}. */
export interface EncodeNpzOptions {
  /** zlib level 0 (stored) ... 9. Segmentations of 640x480 shrink a hundredfold at level 1 already. */
  level?: number;
}

/** The bytes of a `.npy` file, format 1.0, little endian, C order. */
export function encodeNpy(shape: readonly number[], data: NamedArray['data']): Buffer {
  const count = shape.reduce((product, size) => product * size, 1);
  if (count !== data.length) {
    throw new RangeError(`encodeNpy: shape [${shape}] has ${count} elements, the data ${data.length}`);
  }
  const dimensions = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${descriptor(data)}', 'fortran_order': False, 'shape': (${dimensions}), }`;
  // The header with its 10 bytes in front is padded to 64 bytes and ends in a newline.
  const padding = (64 - ((10 + text.length + 1) % 64)) % 64;
  const header = Buffer.from(`${text}${' '.repeat(padding)}\n`, 'latin1');
  const start = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 0, 0]);
  start.writeUInt16LE(header.length, 8);
  return Buffer.concat([start, header, Buffer.from(data.buffer, data.byteOffset, data.byteLength)]);
}

function descriptor(data: NamedArray['data']): string {
  if (data instanceof Float32Array) return '<f4';
  if (data instanceof Float64Array) return '<f8';
  if (data instanceof Uint16Array) return '<u2';
  if (data instanceof Int32Array) return '<i4';
  return '|u1';
}

/** The bytes of a `.npz` file, as `numpy.savez_compressed` lays it out; equal arrays give equal bytes (no dates). */
export function encodeNpz(arrays: readonly NamedArray[], options: EncodeNpzOptions = {}): Buffer {
  const level = options.level ?? 1;
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const array of arrays) {
    const raw = encodeNpy(array.shape, array.data);
    const stored = level === 0 ? raw : deflateRawSync(raw, { level });
    const name = Buffer.from(`${array.name}.npy`, 'latin1');
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0); // version needed
    common.writeUInt16LE(0, 2); // flags
    common.writeUInt16LE(level === 0 ? 0 : 8, 4);
    common.writeUInt16LE(0, 6); // time
    common.writeUInt16LE(0x21, 8); // 1 January 1980
    common.writeUInt32LE(crc32(raw), 10);
    common.writeUInt32LE(stored.length, 14);
    common.writeUInt32LE(raw.length, 18);
    common.writeUInt16LE(name.length, 22);
    common.writeUInt16LE(0, 24);
    parts.push(Buffer.from('PK\u0003\u0004', 'latin1'), common, name, stored);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE((0o600 << 16) >>> 0, 6); // external attributes: a file its owner reads and writes
    rest.writeUInt32LE(offset, 10);
    const madeBy = Buffer.from([20, 3]);
    directory.push(Buffer.from('PK\u0001\u0002', 'latin1'), madeBy, common, rest, name);
    offset += 30 + name.length + stored.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 0, 'latin1');
  end.writeUInt16LE(arrays.length, 8);
  end.writeUInt16LE(arrays.length, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listing, end]);
}
