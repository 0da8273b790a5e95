/**
 * What {@link encodePickle} writes: plain values, dicts as entries, and arrays of float64, float32 or bool.
 */
export type Pickled =
  | null
  | string
  | number
  | Pickled[]
  | { dict: [string, Pickled][] }
  | { shape: number[]; data: Float64Array | Float32Array }
  | { shape: number[]; bools: boolean[] };

/** Options of {@link encodePickle}. */
export interface EncodePickleOptions {
  /**
   * 2: as Python 2 wrote it, texts as byte strings (readers open such files with `encoding='latin1'`); 3: as
   * Python 3 does, texts as Unicode.
   */
  protocol: 2 | 3;
}

export const ENCODE_PICKLE_DEFAULTS: EncodePickleOptions = { protocol: 2 };

/** Bytes of a pickle that Python reads with NumPy alone; equal values give equal bytes. */
export function encodePickle(value: Pickled, options: Partial<EncodePickleOptions> = {}): Buffer {
  const { protocol } = { ...ENCODE_PICKLE_DEFAULTS, ...options };
  const out = new PickleOutput(protocol);
  out.write(value);
  return out.finish();
}

/** Opcodes are written as the characters that Python's `pickletools` shows them by. */
class PickleOutput {
  readonly #pieces: Buffer[] = [];
  readonly #protocol: 2 | 3;

  constructor(protocol: 2 | 3) {
    this.#protocol = protocol;
    this.#pieces.push(Buffer.from([0x80, protocol]));
  }

  finish(): Buffer {
    this.#codes('.');
    return Buffer.concat(this.#pieces);
  }

  write(item: Pickled): void {
    if (item === null) this.#codes('N');
    else if (typeof item === 'string') this.#text(item);
    else if (typeof item === 'number') this.#number(item);
    else if (Array.isArray(item)) {
      this.#codes('](');
      for (const entry of item) this.write(entry);
      this.#codes('e');
    } else if ('dict' in item) {
      this.#codes('}(');
      for (const [key, entry] of item.dict) {
        this.#text(key);
        this.write(entry);
      }
      this.#codes('u');
    } else if ('bools' in item) this.#array(item.shape, 'b1', '|', Buffer.from(item.bools.map(Number)));
    else {
      const { buffer, byteOffset, byteLength } = item.data;
      const type = item.data instanceof Float32Array ? 'f4' : 'f8';
      this.#array(item.shape, type, '<', Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength));
    }
  }

  #codes(codes: string): void {
    this.#pieces.push(Buffer.from(codes, 'latin1'));
  }

  #text(text: string): void {
    if (this.#protocol === 2) this.#shortBytes('U', Buffer.from(text, 'latin1'));
    else this.#longBytes('X', Buffer.from(text, 'utf8'));
  }

  #shortBytes(code: string, content: Buffer): void {
    if (content.length > 255) this.#longBytes('T', content);
    else {
      this.#codes(code);
      this.#pieces.push(Buffer.from([content.length]), content);
    }
  }

  #longBytes(code: string, content: Buffer): void {
    const head = Buffer.alloc(5);
    head.write(code, 0, 'latin1');
    head.writeUInt32LE(content.length, 1);
    this.#pieces.push(head, content);
  }

  #number(number: number): void {
    if (Number.isInteger(number) && Math.abs(number) < 2 ** 31) {
      const body = Buffer.alloc(5);
      body.write('J', 0, 'latin1');
      body.writeInt32LE(number, 1);
      this.#pieces.push(body);
      return;
    }
    const body = Buffer.alloc(9);
    body.write('G', 0, 'latin1');
    body.writeDoubleBE(number, 1);
    this.#pieces.push(body);
  }

  /** `_reconstruct(ndarray, (0,), 'b')` and its state: version, shape, dtype, not Fortran order, bytes. */
  #array(shape: readonly number[], type: string, order: string, raw: Buffer): void {
    this.#codes('cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\x85');
    if (this.#protocol === 2) this.#codes('U\x01b');
    else this.#codes('C\x01b');
    this.#codes('\x87R(K\x01(');
    for (const size of shape) this.#number(size);
    this.#codes('tcnumpy\ndtype\n');
    this.#text(type);
    this.#codes('K\0K\x01\x87R(K\x03');
    this.#text(order);
    this.#codes('NNN');
    this.#number(-1);
    this.#number(-1);
    this.#codes('K\0tb\x89');
    if (this.#protocol === 2) this.#longBytes('T', raw);
    else this.#longBytes('B', raw);
    this.#codes('tb');
  }
}
