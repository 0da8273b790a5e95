import { type ArrayData, checkArrayData, itemSize, toBytes } from '../arrays/array-data.js';
import { writeAtomic } from '../write-atomic.js';
import { METADATA_KEY, SAFETENSORS_DTYPES, SAFETENSORS_HEADER_CAP } from './safetensors-dtype.js';

const NAMES = new Map([...SAFETENSORS_DTYPES].map(([name, dtype]) => [dtype, name]));

/**
 * Writes tensors to a safetensors file, atomically. The header lists them in the map's order; the data goes
 * by falling element size, so that every tensor is aligned to its element without padding. Equal input, equal
 * bytes.
 * @throws {TypeError} where an array's dtype, shape and length disagree.
 */
export function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, ArrayData>,
  metadata: Record<string, string> = {},
): void {
  writeAtomic(path, safetensorsPieces(tensors, metadata));
}

/** As `writeSafetensors`, to bytes. */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, ArrayData>,
  metadata: Record<string, string> = {},
): Uint8Array {
  return Buffer.concat(safetensorsPieces(tensors, metadata));
}

function safetensorsPieces(
  tensors: ReadonlyMap<string, ArrayData>,
  metadata: Record<string, string>,
): Uint8Array[] {
  for (const [name, array] of tensors) {
    if (name === METADATA_KEY) throw new TypeError(`a tensor cannot be called ${METADATA_KEY}`);
    checkArrayData(array, `tensor "${name}"`);
  }
  for (const [key, text] of Object.entries(metadata)) {
    if (typeof text !== 'string')
      throw new TypeError(`metadata "${key}": expected a text, found ${typeof text}`);
  }
  const placed = [...tensors].sort(([, a], [, b]) => itemSize(b.dtype) - itemSize(a.dtype));
  const offsets = new Map<string, [number, number]>();
  let position = 0;
  for (const [name, { data }] of placed) {
    offsets.set(name, [position, position + data.byteLength]);
    position += data.byteLength;
  }
  // Written by hand and not as an object, whose keys would not keep their order where they look like numbers.
  const fields: string[] = [];
  if (Object.keys(metadata).length > 0) {
    fields.push(`${JSON.stringify(METADATA_KEY)}:${JSON.stringify(metadata)}`);
  }
  for (const [name, { dtype, shape }] of tensors) {
    const entry = { dtype: NAMES.get(dtype), shape, data_offsets: offsets.get(name) };
    fields.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`);
  }
  return [encodeHeader(`{${fields.join(',')}}`), ...placed.map(([, { data }]) => toBytes(data))];
}

function encodeHeader(json: string): Uint8Array {
  const text = new TextEncoder().encode(json);
  // Spaces fill the header up, so that the data starts at a multiple of 8 bytes.
  const length = Math.ceil(text.byteLength / 8) * 8;
  if (length > SAFETENSORS_HEADER_CAP) {
    throw new RangeError(
      `a safetensors header of ${length} bytes; the format allows ${SAFETENSORS_HEADER_CAP}`,
    );
  }
  const bytes = new Uint8Array(8 + length).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(text, 8);
  return bytes;
}
