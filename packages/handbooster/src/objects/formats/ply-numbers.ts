import { InputError } from '../../base/errors/input-error.js';
import { PLY_BYTES, type PlyElement, type PlyHeader, type PlyType } from './ply-header.js';

/** Gives a PLY file's numbers one after the other. */
export interface PlyNumbers {
  /** The next one, stored as `type`; NaN where the file ends before it. */
  next(type: PlyType): number;
  /** Bytes that are left. */
  readonly left: number;
}

/** The numbers after a header, of text or of bytes of either order. */
export function plyNumbers(bytes: Uint8Array, { format, length }: PlyHeader): PlyNumbers {
  return format === 'ascii'
    ? new TextNumbers(bytes, length)
    : new ByteNumbers(bytes, length, format === 'binary_little_endian');
}

/**
 * Fewer bytes than an element of so many can have: a damaged count is told before memory is taken for it.
 *
 * @throws InputError
 */
export function checkPlyLength(
  element: PlyElement,
  numbers: PlyNumbers,
  header: PlyHeader,
  file: string,
): void {
  const { name, count, properties } = element;
  const least = properties.reduce(
    (sum, { type, count: list }) => sum + (header.format === 'ascii' ? 2 : PLY_BYTES[list ?? type]),
    0,
  );
  // The last number of a text needs no end of line.
  if (count * least > numbers.left + 1)
    throw new InputError(
      `${file}: expected ${count} of ${name}, found a file cut short: ${numbers.left} bytes are left`,
    );
}

class ByteNumbers implements PlyNumbers {
  readonly #view: DataView;
  #at: number;

  constructor(
    bytes: Uint8Array,
    start: number,
    readonly little: boolean,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = start;
  }

  get left(): number {
    return this.#view.byteLength - this.#at;
  }

  next(type: PlyType): number {
    const at = this.#at;
    if (this.left < PLY_BYTES[type]) {
      this.#at = this.#view.byteLength;
      return Number.NaN;
    }
    this.#at += PLY_BYTES[type];
    switch (type) {
      case 'int8':
        return this.#view.getInt8(at);
      case 'uint8':
        return this.#view.getUint8(at);
      case 'int16':
        return this.#view.getInt16(at, this.little);
      case 'uint16':
        return this.#view.getUint16(at, this.little);
      case 'int32':
        return this.#view.getInt32(at, this.little);
      case 'uint32':
        return this.#view.getUint32(at, this.little);
      case 'float32':
        return this.#view.getFloat32(at, this.little);
      case 'float64':
        return this.#view.getFloat64(at, this.little);
    }
  }
}

class TextNumbers implements PlyNumbers {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = start;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  next(): number {
    const isSpace = (at: number) => this.#bytes[at] <= 0x20;
    let start = this.#at;
    while (start < this.#bytes.length && isSpace(start)) start++;
    let end = start;
    while (end < this.#bytes.length && !isSpace(end)) end++;
    this.#at = end;
    return start === end ? Number.NaN : Number(this.#bytes.toString('latin1', start, end));
  }
}
