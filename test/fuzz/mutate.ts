import type { Random } from '@handbooster/torch/random';

/** Numbers at which sizes and offsets go wrong. */
const EDGES = [0, 1, -1, 127, 128, 255, 256, 32767, 65535, 65536, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1];
const TEXTS = [
  '',
  '0',
  '-1',
  '1e999',
  '1e39',
  'NaN',
  'null',
  '[]',
  '{}',
  '""',
  '..',
  '/',
  '*a',
  '&a ',
  '\n',
  '\0',
  '9007199254740993',
];

const LONGEST = 1 << 16;

/**
 * A few changes of bytes, numbers and words, each of a kind that files suffer or are given; the same for the
 * same random numbers.
 */
export function mutate(seed: Uint8Array, others: readonly Uint8Array[], random: Random): Uint8Array {
  let bytes = Buffer.from(seed);
  const whole = (below: number) => Math.min(below - 1, Math.floor(random.uniform(0, below)));
  const changes = 1 + whole(4);
  for (let i = 0; i < changes; i++) {
    const at = whole(bytes.length + 1);
    const put = (part: Uint8Array | string, over: number) => {
      bytes = Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from(part as Uint8Array),
        bytes.subarray(Math.min(bytes.length, at + over)),
      ]);
    };
    const length = 1 + whole(Math.max(1, Math.min(64, bytes.length)));
    switch (whole(9)) {
      case 0:
        if (at < bytes.length) bytes[at] ^= 1 << whole(8);
        break;
      case 1:
        if (at < bytes.length) bytes[at] = whole(256);
        break;
      case 2: {
        const width = [1, 2, 4, 8][whole(4)];
        const number = Buffer.alloc(8);
        number.writeBigInt64LE(BigInt(EDGES[whole(EDGES.length)]));
        put(number.subarray(0, width), width);
        break;
      }
      case 3:
        put('', length);
        break;
      case 4:
        put(bytes.subarray(at, at + length), 0);
        break;
      case 5:
        bytes = bytes.subarray(0, at);
        break;
      case 6:
        put(TEXTS[whole(TEXTS.length)], whole(8));
        break;
      case 7: {
        const other = others[whole(others.length)];
        const from = whole(other.length + 1);
        put(other.subarray(from, from + length), whole(2) === 0 ? 0 : length);
        break;
      }
      default: {
        // A number written in digits becomes another one.
        const text = bytes.toString('latin1');
        const numbers = [...text.matchAll(/-?\d+(\.\d+)?/g)];
        if (numbers.length === 0) break;
        const { index, 0: digits } = numbers[whole(numbers.length)];
        const by = [String(EDGES[whole(EDGES.length)]), `${digits}${digits}`, '1e39', '1e308'][whole(4)];
        bytes = Buffer.from(text.slice(0, index) + by + text.slice(index + digits.length), 'latin1');
      }
    }
    if (bytes.length > LONGEST) bytes = bytes.subarray(0, LONGEST);
  }
  return bytes;
}
