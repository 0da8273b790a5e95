import type { PickleContext } from './pickle-context.js';

const MAX_LONG_BYTES = 4096;

/** The operands of opcodes, read with their bounds checked. */
export class PickleReader {
  position = 0;
  readonly #view: DataView;

  constructor(
    readonly bytes: Uint8Array,
    readonly context: PickleContext,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  #advance(length: number): number {
    const start = this.position;
    if (!(length <= this.bytes.byteLength - start)) {
      this.context.fail(
        `needs ${length} more bytes, but only ${this.bytes.byteLength - start} are left (truncated?)`,
      );
    }
    this.position += length;
    return start;
  }

  uint8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  int32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  /** A length of 8 bytes; past 2^53 it is refused by whoever takes that many bytes. */
  uint64(): number {
    return Number(this.#view.getBigUint64(this.#advance(8), true));
  }

  float64BigEndian(): number {
    return this.#view.getFloat64(this.#advance(8), false);
  }

  /** Bytes without a copy. */
  take(length: number): Uint8Array {
    if (length < 0) this.context.fail(`has the negative length ${length}`);
    const start = this.#advance(length);
    return this.bytes.subarray(start, start + length);
  }

  utf8(length: number): string {
    return decodeUtf8(this.take(length), this.context);
  }

  latin1(length: number): string {
    return toLatin1(this.take(length));
  }

  /** A line of text without its newline. */
  line(): string {
    const end = this.bytes.indexOf(10, this.position);
    if (end < 0)
      this.context.fail('needs a line of text, but the pickle ends before its newline (truncated?)');
    const text = toLatin1(this.bytes.subarray(this.position, end));
    this.position = end + 1;
    return text;
  }

  /** A two's-complement little-endian integer of any length. */
  long(length: number): number | bigint {
    if (length > MAX_LONG_BYTES)
      this.context.fail(`is an integer of ${length} bytes; ${MAX_LONG_BYTES} are read`);
    const bytes = this.take(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]);
    if (length > 0 && bytes[length - 1] >= 0x80) value -= 1n << BigInt(8 * length);
    return toInteger(value);
  }

  /** The decimal integer of a line, with or without Python 2's `L`. */
  decimal(): number | bigint {
    const text = this.line().trim();
    if (!/^[+-]?\d{1,9000}L?$/.test(text)) this.context.fail(`expected a whole number, found ${quote(text)}`);
    return toInteger(BigInt(text.replace('L', '').replace('+', '')));
  }
}

function toInteger(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

export function toLatin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

export function decodeUtf8(bytes: Uint8Array, context: PickleContext): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Python also writes lone surrogates (`surrogatepass`), which a text from a file name may hold.
    return decodeSurrogates(bytes, context);
  }
}

function decodeSurrogates(bytes: Uint8Array, context: PickleContext): string {
  let text = '';
  for (let i = 0; i < bytes.length; ) {
    const first = bytes[i];
    const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    let code = length === 1 ? first : first & (0xff >> (length + 1));
    const isMalformed = (first >= 0x80 && first < 0xc2) || first > 0xf4 || i + length > bytes.length;
    if (isMalformed) context.fail('holds a text that is not UTF-8');
    for (let j = 1; j < length; j++) {
      if ((bytes[i + j] & 0xc0) !== 0x80) context.fail('holds a text that is not UTF-8');
      code = (code << 6) | (bytes[i + j] & 0x3f);
    }
    const least = [0, 0, 0x80, 0x800, 0x10000][length];
    if (code < least || code > 0x10ffff) context.fail('holds a text that is not UTF-8');
    text += String.fromCodePoint(code);
    i += length;
  }
  return text;
}

/** A text for an error message: quoted and not long. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}...` : text);
}
