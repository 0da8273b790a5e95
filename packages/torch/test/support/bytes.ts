/** Bytes put together by hand: numbers are bytes, texts latin-1. */
export function bytes(...parts: (number | string | Uint8Array)[]): Uint8Array {
  return new Uint8Array(
    Buffer.concat(
      parts.map((part) => {
        if (typeof part === 'number') return Buffer.of(part);
        return typeof part === 'string' ? Buffer.from(part, 'latin1') : part;
      }),
    ),
  );
}

/** A little-endian number of the given count of bytes. */
export function little(value: number | bigint, count: number): Uint8Array {
  const out = new Uint8Array(count);
  let rest = BigInt(value);
  for (let i = 0; i < count; i++) {
    out[i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return out;
}

/** A text as protocol 2's BINUNICODE. */
export function unicode(text: string): Uint8Array {
  const encoded = new TextEncoder().encode(text);
  return bytes('X', little(encoded.byteLength, 4), encoded);
}

/** A byte string as Python 2 wrote it. */
export function shortString(text: string): Uint8Array {
  return bytes('U', text.length, text);
}
