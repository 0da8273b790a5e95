import { InputError } from '../../base/errors/input-error.js';

/** What a number of a PLY file is stored as. */
export type PlyType = 'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'float32' | 'float64';

export interface PlyProperty {
  name: string;
  type: PlyType;
  /** Of a list, what its length is stored as; null for one number. */
  count: PlyType | null;
}

export interface PlyElement {
  name: string;
  count: number;
  properties: PlyProperty[];
}

export interface PlyHeader {
  format: 'ascii' | 'binary_little_endian' | 'binary_big_endian';
  elements: PlyElement[];
  /** What `comment TextureFile` says, as MeshLab writes it; null without. */
  texture: string | null;
  /** Where the numbers begin, in bytes. */
  length: number;
}

/** Bytes of a number. */
export const PLY_BYTES: Record<PlyType, number> = {
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  float32: 4,
  float64: 8,
};

/** The names of 1994, and those that came later. */
const TYPES: Record<string, PlyType> = {
  char: 'int8',
  uchar: 'uint8',
  short: 'int16',
  ushort: 'uint16',
  int: 'int32',
  uint: 'uint32',
  float: 'float32',
  double: 'float64',
  ...Object.fromEntries((Object.keys(PLY_BYTES) as PlyType[]).map((type) => [type, type])),
};

/** A header is text of a few hundred bytes. */
const LONGEST = 1 << 16;

/**
 * Reads the header of a PLY file.
 *
 * @throws InputError naming the line
 */
export function readPlyHeader(bytes: Uint8Array, file: string): PlyHeader {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(LONGEST, bytes.length)).toString(
    'latin1',
  );
  const end = /(^|[\r\n])end_header[ \t]*(\r\n|\r|\n)/.exec(text);
  if (!/^ply\s/.test(text) || end === null) {
    throw new InputError(
      `${file}: expected a PLY file, found ${end === null ? 'no end_header' : 'no ply'} in its header`,
    );
  }
  const length = end.index + end[0].length;
  const header: PlyHeader = { format: 'ascii', elements: [], texture: null, length };
  let format: string | undefined;
  for (const [i, line] of text
    .slice(0, end.index)
    .split(/\r\n|\r|\n/)
    .entries()) {
    const [keyword, ...words] = line.trim().split(/\s+/);
    const fail = (expected: string): never => {
      throw new InputError(`${file}, line ${i + 1}: expected ${expected}, found '${line.slice(0, 80)}'`);
    };
    const typeOf = (word: string) =>
      Object.hasOwn(TYPES, word) ? TYPES[word] : fail(`a type of ${Object.keys(TYPES).join(', ')}`);
    if (keyword === 'format') [format] = words;
    else if (keyword === 'comment' && words[0] === 'TextureFile') header.texture = words.slice(1).join(' ');
    else if (keyword === 'element') {
      const count = Number(words[1]);
      if (!Number.isSafeInteger(count) || count < 0) fail('element NAME COUNT');
      header.elements.push({ name: words[0], count, properties: [] });
    } else if (keyword === 'property') {
      const element = header.elements.at(-1) ?? fail('an element before its properties');
      const isList = words[0] === 'list';
      if (words.length < (isList ? 4 : 2)) fail('property TYPE NAME, or property list TYPE TYPE NAME');
      const [count, type, name] = isList ? words.slice(1) : [null, ...words];
      element.properties.push({
        name: String(name),
        type: typeOf(String(type)),
        count: count === null ? null : typeOf(count),
      });
    }
  }
  if (format !== 'ascii' && format !== 'binary_little_endian' && format !== 'binary_big_endian') {
    throw new InputError(
      `${file}: expected format ascii, binary_little_endian or binary_big_endian, found ${format ?? 'none'}`,
    );
  }
  return { ...header, format };
}
