import { readFileSync } from 'node:fs';

/** Reads the tensors of a safetensors file: raw bytes, element type and metadata. */
export function readHandFile(path: string): {
  data: <T>(name: string) => T;
  metadata: Record<string, string>;
} {
  const bytes = readFileSync(path);
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + length));
  return {
    metadata: header.__metadata__,
    data: <T>(name: string) => {
      const {
        dtype,
        data_offsets: [begin, end],
      } = header[name];
      const copy = Uint8Array.prototype.slice.call(bytes, 8 + length + begin, 8 + length + end).buffer;
      if (dtype === 'F32') return new Float32Array(copy) as T;
      if (dtype === 'I32') return new Int32Array(copy) as T;
      const words = new Uint16Array(copy);
      if (dtype === 'U16') return words as T;
      return Float32Array.from(words, halfToNumber) as T;
    },
  };
}

function halfToNumber(half: number): number {
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  const magnitude = exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15);
  return half & 0x8000 ? -magnitude : magnitude;
}
