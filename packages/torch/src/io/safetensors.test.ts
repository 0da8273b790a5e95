import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bytes, little } from '../../test/support/bytes.js';
import { type ArrayData, type ArrayDType, elementCount, fromBytes, itemSize } from './arrays/array-data.js';
import { FormatError } from './format-error.js';
import { parseSafetensors, readSafetensors, readSafetensorsHeader } from './safetensors/read-safetensors.js';
import { encodeSafetensors, writeSafetensors } from './safetensors/write-safetensors.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'safetensors-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const DTYPES: ArrayDType[] = [
  'float64',
  'float32',
  'float16',
  'bfloat16',
  'int64',
  'int32',
  'int16',
  'int8',
  'uint64',
  'uint32',
  'uint16',
  'uint8',
  'bool',
];

const arrays: fc.Arbitrary<ArrayData> = fc
  .record({ dtype: fc.constantFrom(...DTYPES), shape: fc.array(fc.nat(4), { maxLength: 4 }) })
  .chain(({ dtype, shape }) => {
    const length = elementCount(shape) * itemSize(dtype);
    return fc
      .uint8Array({ minLength: length, maxLength: length })
      .map((raw) => ({ dtype, shape, data: fromBytes(dtype, raw) }));
  });

/** A file as the format's text says, without our writer. */
function file(header: string, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const text = new TextEncoder().encode(header);
  return bytes(little(text.byteLength, 8), text, data);
}

describe('reading', () => {
  test('a file put together by hand', () => {
    const header =
      '{"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},' +
      '"a":{"dtype":"I64","shape":[],"data_offsets":[8,16]},"none":{"dtype":"F64","shape":[0,3],"data_offsets":[8,8]}}   ';
    const data = bytes(0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, little(-7n & 0xffffffffffffffffn, 8));
    const contents = parseSafetensors(file(header, data));
    expect(contents.metadata).toEqual({ format: 'pt' });
    expect([...contents.keys()]).toEqual(['b', 'a', 'none']);
    expect(contents.get('b')).toEqual({ dtype: 'float32', shape: [2], data: Float32Array.of(1, -2) });
    expect(contents.get('a')).toEqual({ dtype: 'int64', shape: [], data: BigInt64Array.of(-7n) });
    expect(contents.get('none')).toEqual({ dtype: 'float64', shape: [0, 3], data: new Float64Array(0) });
  });

  test('data that is not aligned', () => {
    const header =
      '{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"F64","shape":[1],"data_offsets":[1,9]}}';
    const contents = parseSafetensors(file(header, bytes(9, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f)));
    expect(contents.get('b')?.data).toEqual(Float64Array.of(1));
  });

  test('only some tensors, or only the header', () => {
    const path = join(folder, 'some.safetensors');
    writeSafetensors(
      path,
      new Map([
        ['x', { dtype: 'uint8', shape: [3], data: Uint8Array.of(1, 2, 3) }],
        ['y', { dtype: 'float32', shape: [1, 1], data: Float32Array.of(5) }],
      ]),
      { step: '7' },
    );
    const contents = readSafetensors(path, { only: (name) => name === 'x' });
    expect([...contents.keys()]).toEqual(['x']);
    const header = readSafetensorsHeader(path);
    expect(header.metadata).toEqual({ step: '7' });
    expect(header.entries.get('y')).toMatchObject({ dtype: 'float32', shape: [1, 1] });
  });
});

describe('round trips', () => {
  test('any tensors and metadata', () => {
    const maps = fc.array(
      fc.tuple(
        fc.string().filter((name) => name !== '__metadata__'),
        arrays,
      ),
      {
        maxLength: 6,
      },
    );
    const metadata = fc.dictionary(fc.string(), fc.string(), { maxKeys: 4 });
    fc.assert(
      fc.property(maps, metadata, (entries, texts) => {
        const tensors = new Map(entries);
        const encoded = encodeSafetensors(tensors, texts);
        const contents = parseSafetensors(encoded);
        expect(new Map(contents)).toEqual(tensors);
        expect([...contents.keys()]).toEqual([...tensors.keys()]);
        expect({ ...contents.metadata }).toEqual({ ...texts });
        expect(encodeSafetensors(contents, texts)).toEqual(encoded);
      }),
    );
  });

  test('the data begins at a multiple of 8 bytes, and so does every tensor at one of its element', () => {
    fc.assert(
      fc.property(fc.array(arrays, { maxLength: 6 }), (list) => {
        const path = join(folder, 'aligned.safetensors');
        writeSafetensors(path, new Map(list.map((array, i) => [`t${i}`, array])));
        for (const { begin, dtype } of readSafetensorsHeader(path).entries.values()) {
          expect(begin % itemSize(dtype)).toBe(0);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('writing replaces the file as a whole, and leaves no other file', () => {
    const path = join(folder, 'whole', 'a.safetensors');
    expect(() => writeSafetensors(path, new Map())).toThrow('ENOENT');
    const there = join(folder, 'replaced.safetensors');
    writeSafetensors(there, new Map([['a', { dtype: 'int8', shape: [2], data: Int8Array.of(1, 2) }]]));
    const before = readFileSync(there);
    const wrong = new Map([['a', { dtype: 'int8', shape: [3], data: Int8Array.of(1, 2) } as ArrayData]]);
    expect(() => writeSafetensors(there, wrong)).toThrow('tensor "a": shape [3] needs 3 elements, found 2');
    expect(readFileSync(there)).toEqual(before);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('hostile and damaged files', () => {
  const one = (fields: string) => `{"a":{${fields}}}`;
  const four = new Uint8Array(4);
  const cases: [string, Uint8Array, RegExp][] = [
    ['nothing', new Uint8Array(0), /an empty file/],
    ['seven bytes', new Uint8Array(7), /header length: needs 8 bytes/],
    [
      'a header of 2^63 bytes',
      bytes(little(1n << 63n, 8), '{}'),
      /header length: 9223372036854775808 bytes, at most/,
    ],
    ['a header of 100 MB and a byte', bytes(little(100_000_001, 8), '{}'), /at most 100000000/],
    ['a header longer than the file', bytes(little(1000, 8), '{}'), /header: needs 1000 bytes.*truncated/],
    ['an empty header', bytes(little(0, 8)), /0 bytes hold no JSON object/],
    ['a header that is a list', file('[]'), /does not begin with "\{"/],
    ['a header that begins with a space', file(' {}'), /does not begin with "\{"/],
    ['a header that is no UTF-8', bytes(little(4, 8), '{"', 0xff, '"'), /is not UTF-8/],
    ['a header cut in the middle', file('{"a":'), /bad JSON/],
    ['text after the header', file('{} {}'), /unexpected text/],
    [
      'a name twice',
      file('{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"a":{}}'),
      /"a" occurs twice/,
    ],
    ['an unknown type', file(one('"dtype":"F7","shape":[1],"data_offsets":[0,4]'), four), /dtype is "F7"/],
    ['no type', file(one('"shape":[1],"data_offsets":[0,4]'), four), /dtype is undefined/],
    [
      'a negative size',
      file(one('"dtype":"F32","shape":[-1],"data_offsets":[0,4]'), four),
      /shape is \[-1\]/,
    ],
    [
      'a broken size',
      file(one('"dtype":"F32","shape":[1.5],"data_offsets":[0,4]'), four),
      /shape is \[1.5\]/,
    ],
    [
      'a size that is a text',
      file(one('"dtype":"F32","shape":["1"],"data_offsets":[0,4]'), four),
      /shape is/,
    ],
    [
      'sizes whose product passes 2^64',
      file(one('"dtype":"F32","shape":[4294967296,4294967296,1],"data_offsets":[0,4]'), four),
      /takes NaN bytes/,
    ],
    [
      'an unknown field',
      file(one('"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1'), four),
      /unknown key "x"/,
    ],
    ['offsets backwards', file(one('"dtype":"F32","shape":[1],"data_offsets":[4,0]'), four), /out of order/],
    [
      'offsets past the end',
      file(one('"dtype":"F32","shape":[2],"data_offsets":[0,8]'), four),
      /pass the data's 4/,
    ],
    [
      'negative offsets',
      file(one('"dtype":"F32","shape":[1],"data_offsets":[-4,0]'), four),
      /data_offsets is/,
    ],
    ['three offsets', file(one('"dtype":"F32","shape":[1],"data_offsets":[0,2,4]'), four), /data_offsets is/],
    [
      'shape and bytes that disagree',
      file(one('"dtype":"F32","shape":[2],"data_offsets":[0,4]'), four),
      /takes 8 bytes/,
    ],
    [
      'a rest',
      file(one('"dtype":"F32","shape":[1],"data_offsets":[0,4]'), new Uint8Array(9)),
      /describes 4 bytes/,
    ],
    ['only a rest', file('{}', four), /describes 0 bytes, the file holds 4/],
    [
      'a hole',
      file(
        '{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[3,4]}}',
        four,
      ),
      /tensor "b": begins at data byte 3, expected 1: it leaves a hole/,
    ],
    [
      'an overlap',
      file(
        '{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}',
        four,
      ),
      /tensor "b": begins at data byte 2, expected 3: it overlaps/,
    ],
    [
      'two names for the same bytes',
      file(
        '{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}',
        four,
      ),
      /overlaps/,
    ],
    ['metadata that is no text', file('{"__metadata__":{"a":1}}'), /__metadata__.a: expected a text/],
    ['metadata that is a list', file('{"__metadata__":[]}'), /__metadata__: expected an object/],
    ['a tensor that is a number', file('{"a":1}'), /tensor "a": expected an object/],
  ];
  test.each(cases)('%s', (_, content, problem) => {
    const path = join(folder, 'hostile.safetensors');
    writeFileSync(path, content);
    expect(() => readSafetensors(path)).toThrow(FormatError);
    expect(() => readSafetensors(path)).toThrow(problem);
    expect(() => readSafetensors(path)).toThrow(path);
    expect(() => parseSafetensors(content)).toThrow(problem);
  });

  test('a file cut anywhere', () => {
    const path = join(folder, 'cut.safetensors');
    const tensors = new Map<string, ArrayData>([
      ['a', { dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) }],
    ]);
    const whole = encodeSafetensors(tensors);
    for (let length = 0; length < whole.byteLength; length++) {
      expect(() => parseSafetensors(whole.subarray(0, length))).toThrow(FormatError);
    }
    writeSafetensors(path, tensors);
    truncateSync(path, whole.byteLength - 1);
    expect(() => readSafetensors(path)).toThrow(
      /data_offsets \[0, 8\] are out of order or pass the data's 7 bytes/,
    );
  });

  test('a file with a byte changed either reads or is refused, never anything else', () => {
    const whole = encodeSafetensors(
      new Map([
        ['a', { dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) }],
        ['b', { dtype: 'int16', shape: [1, 2], data: Int16Array.of(3, 4) }],
      ]),
      { k: 'v' },
    );
    fc.assert(
      fc.property(fc.nat(whole.byteLength - 1), fc.nat(255), (at, value) => {
        const changed = Uint8Array.from(whole);
        changed[at] = value;
        try {
          parseSafetensors(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('a missing file and a folder', () => {
    expect(() => readSafetensors(join(folder, 'absent'))).toThrow('absent: file: no such file');
    expect(() => readSafetensors(folder)).toThrow('expected a regular file');
  });
});
