import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bytes, little } from '../../../test/support/bytes.js';
import { hasPython, runPython } from '../../../test/support/python.js';
import {
  type ArrayData,
  type ArrayDType,
  arrayToNumbers,
  elementCount,
  fromBytes,
  itemSize,
} from '../arrays/array-data.js';
import { FormatError } from '../format-error.js';
import { encodeNpy, parseNpy, parseNpyValue, readNpy, readNpyValue, writeNpy } from './npy.js';
import { encodeNpz, readNpz, readNpzValues, writeNpz } from './npz.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'npy-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const DTYPES: ArrayDType[] = [
  'float64',
  'float32',
  'float16',
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

function npy(header: string, data: Uint8Array = new Uint8Array(0), version = 1): Uint8Array {
  return bytes(0x93, 'NUMPY', version, 0, little(header.length, version === 1 ? 2 : 4), header, data);
}

function head(descr: string, shape: string, fortran = 'False'): string {
  return `{'descr': ${descr}, 'fortran_order': ${fortran}, 'shape': ${shape}, }\n`;
}

describe('npy files put together by hand', () => {
  const six = bytes(1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0);

  test.each([1, 2, 3])('version %i', (version) => {
    const array = parseNpy(npy(head("'<i2'", '(2, 3)'), six, version));
    expect(array).toEqual({ dtype: 'int16', shape: [2, 3], data: Int16Array.of(1, 2, 3, 4, 5, 6) });
  });

  test('Fortran order is turned to C order', () => {
    const array = parseNpy(npy(head("'<i2'", '(2, 3)', 'True'), six));
    expect(array.data).toEqual(Int16Array.of(1, 3, 5, 2, 4, 6));
    const deep = Uint8Array.from({ length: 24 }, (_, i) => i);
    const found = parseNpy(npy(head("'|u1'", '(2, 3, 4)', 'True'), deep)).data;
    for (let i = 0; i < 2; i++)
      for (let j = 0; j < 3; j++)
        for (let k = 0; k < 4; k++) expect(found[(i * 3 + j) * 4 + k]).toBe(i + 2 * j + 6 * k);
  });

  test('big-endian numbers, in both orders', () => {
    const big = bytes(0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6);
    expect(parseNpy(npy(head("'>i2'", '(2, 3)'), big)).data).toEqual(Int16Array.of(1, 2, 3, 4, 5, 6));
    expect(parseNpy(npy(head("'>i2'", '(2, 3)', 'True'), big)).data).toEqual(Int16Array.of(1, 3, 5, 2, 4, 6));
    const double = bytes(0x3f, 0xf8, 0, 0, 0, 0, 0, 0);
    expect(parseNpy(npy(head("'>f8'", '()'), double)).data).toEqual(Float64Array.of(1.5));
    expect(parseNpy(npy(head("'>u4'", '(1,)'), bytes(0, 0, 1, 0))).data).toEqual(Uint32Array.of(256));
  });

  test('headers in other hands', () => {
    const spaced = `{"shape":(2L,\n3L) , 'fortran_order' : False,"descr":'<i2'}   \n`;
    expect(parseNpy(npy(spaced, six)).shape).toEqual([2, 3]);
  });

  test('texts', () => {
    const value = parseNpyValue(npy(head("'<U2'", '(2,)'), bytes('l\0\0\0b\0\0\0s\0\0\0\0\0\0\0')));
    expect(value).toEqual({ dtype: 'text', shape: [2], data: ['lb', 's'] });
    expect(parseNpyValue(npy(head("'|S3'", '()'), bytes('ab\0')))).toEqual({
      dtype: 'text',
      shape: [],
      data: ['ab'],
    });
    expect(() => parseNpy(npy(head("'|S3'", '()'), bytes('ab\0')))).toThrow('array: holds texts');
  });

  const cases: [string, Uint8Array, RegExp][] = [
    ['nothing', new Uint8Array(0), /an empty file/],
    ['another file', bytes('this is not an array'), /not an npy file/],
    ['another version', npy(head("'<i2'", '(1,)'), six, 4), /npy version: 4.0/],
    ['a header longer than the file', bytes(0x93, 'NUMPY', 1, 0, 255, 255, '{'), /header.*65535.*truncated/],
    ['a header of 4 GB', bytes(0x93, 'NUMPY', 2, 0, 255, 255, 255, 255, '{'), /at most 1048576/],
    [
      'data cut short',
      npy(head("'<i2'", '(2, 3)'), six.subarray(0, 11)),
      /data: shape \(2,3\) of <i2 takes 12 bytes, found 11 \(truncated/,
    ],
    ['data too long', npy(head("'<i2'", '(2, 2)'), six), /takes 8 bytes, found 12/],
    ['a shape past all memory', npy(head("'<f8'", '(99999999, 99999999, 99999999)')), /takes NaN bytes/],
    ['a shape past the integers', npy(head("'<f8'", '(99999999999999999999,)')), /too large/],
    ['a negative shape', npy(head("'<f8'", '(-1,)')), /expected a whole number/],
    ['a shape of a thousand axes', npy(head("'<f8'", `(${'1,'.repeat(1000)})`)), /more than 64/],
    [
      'a call in the header',
      npy("{'descr': __import__('os').system('x'), 'fortran_order': False, 'shape': ()}"),
      /expected a quoted text/,
    ],
    ['a field twice', npy("{'shape': (1,), 'shape': (2,)}"), /'shape' occurs twice/],
    ['a field too few', npy("{'shape': (1,), 'fortran_order': False}"), /'descr' is missing/],
    ['a field too many', npy("{'shape': (1,), 'extra': 1}"), /unknown key 'extra'/],
    [
      'a structured type',
      npy(head("[('a', '<f4'), ('b', '<i4', (2,))]", '(1,)'), six),
      /descr: a structured type/,
    ],
    ['complex numbers', npy(head("'<c8'", '(1,)'), six), /descr: '<c8' is not read/],
    ['dates', npy(head("'<M8[s]'", '(1,)'), six), /descr: '<M8\[s\]'/],
    ['texts of no length without end', npy(head("'<U0'", '(9999999999,)')), /claims 9999999999 texts/],
    ['objects that are a call', npy(head("'|O'", '(1,)'), bytes('cos\nsystem\n(S"true"\ntR.')), /os\.system/],
    ['objects that are a number', npy(head("'|O'", '(1,)'), bytes('I1\n.')), /expected a pickled array/],
  ];
  test.each(cases)('refuses %s', (_, content, problem) => {
    const path = join(folder, 'hostile.npy');
    writeFileSync(path, content);
    expect(() => readNpyValue(path)).toThrow(FormatError);
    expect(() => readNpyValue(path)).toThrow(problem);
    expect(() => readNpyValue(path)).toThrow(path);
  });
});

describe('round trips', () => {
  test('npy', () => {
    fc.assert(
      fc.property(arrays, (array) => {
        const encoded = encodeNpy(array);
        expect((encoded.byteLength - array.data.byteLength) % 64).toBe(0);
        expect(parseNpy(encoded)).toEqual(array);
      }),
    );
  });

  test('npz, stored and compressed', () => {
    const maps = fc.array(fc.tuple(fc.string(), arrays), { maxLength: 5 }).map((entries) => new Map(entries));
    fc.assert(
      fc.property(maps, fc.boolean(), (map, compress) => {
        fc.pre([...map.keys()].every((name) => !name.endsWith('.npy')));
        const encoded = encodeNpz(map, { compress });
        expect(readNpz(encoded)).toEqual(map);
        expect(encodeNpz(map, { compress })).toEqual(encoded);
      }),
    );
  });

  test('files', () => {
    const array: ArrayData = { dtype: 'float32', shape: [3], data: Float32Array.of(1, 2, 3) };
    const path = join(folder, 'a.npy');
    writeNpy(path, array);
    expect(readNpy(path)).toEqual(array);
    const archive = join(folder, 'a.npz');
    writeNpz(archive, new Map([['x', array]]), { compress: true });
    expect(readNpz(archive).get('x')).toEqual(array);
    expect(() => readNpz(archive, { only: ['y'] })).toThrow(`${archive}: member "y": is missing; found x`);
  });

  test('bfloat16 is refused', () => {
    expect(() => encodeNpy({ dtype: 'bfloat16', shape: [1], data: Uint16Array.of(1) })).toThrow(
      'no bfloat16',
    );
  });
});

describe('npz archives that are damaged or hostile', () => {
  const array: ArrayData = { dtype: 'float64', shape: [40], data: new Float64Array(40).fill(3) };
  const two = new Map([
    ['a', array],
    ['b', array],
  ]);

  test.each([false, true])('cut anywhere (compressed: %s)', (compress) => {
    const whole = encodeNpz(two, { compress });
    for (let length = 0; length < whole.byteLength; length++) {
      expect(() => readNpz(whole.subarray(0, length), { file: 'x.npz' })).toThrow(FormatError);
    }
    expect(() => readNpz(whole.subarray(0, 100), { file: 'x.npz' })).toThrow(
      /^x\.npz: zip end record: .*truncated/,
    );
  });

  test.each([false, true])('a byte changed is noticed or harmless (compressed: %s)', (compress) => {
    const whole = encodeNpz(two, { compress });
    for (let at = 0; at < whole.byteLength; at++) {
      const changed = Uint8Array.from(whole);
      changed[at] ^= 0x41;
      try {
        const found = readNpz(changed);
        // Dates, versions and names may change; the numbers never do.
        for (const value of found.values()) expect(value.data).toEqual(array.data);
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
      }
    }
  });

  test('a damaged member is named', () => {
    const whole = encodeNpz(two);
    whole[300] ^= 1;
    expect(() => readNpz(whole, { file: 'x.npz' })).toThrow(/^x\.npz: member "a\.npy": is damaged: CRC/);
    expect([...readNpz(whole, { only: ['b'] }).keys()]).toEqual(['b']);
  });

  function directoryEntry(archive: Uint8Array, index: number): number {
    let at = -1;
    for (let i = 0; i <= index; i++) at = Buffer.from(archive).indexOf('PK\x01\x02', at + 1, 'latin1');
    return at;
  }

  test('a member that claims to inflate to a terabyte', () => {
    const whole = encodeNpz(two, { compress: true });
    const at = directoryEntry(whole, 0);
    whole.set([0xff, 0xff, 0xff, 0x7f], at + 24);
    expect(() => readNpz(whole)).toThrow(/claims \d+ bytes inflate to 2147483647/);
  });

  test('a member that inflates to more than it says', () => {
    const whole = encodeNpz(two, { compress: true });
    const at = directoryEntry(whole, 0);
    whole.set(little(100, 4), at + 24);
    expect(() => readNpz(whole)).toThrow(/cannot be inflated to its 100 bytes/);
  });

  test('two members on the same bytes', () => {
    const whole = encodeNpz(two);
    const at = directoryEntry(whole, 1);
    whole.set(little(0, 4), at + 42);
    expect(() => readNpz(whole)).toThrow(/overlaps member/);
  });

  test('two members of one name', () => {
    const whole = encodeNpz(two);
    whole[directoryEntry(whole, 1) + 46] = 'a'.charCodeAt(0);
    expect(() => readNpz(whole)).toThrow('member "a.npy": occurs twice');
  });

  test('encryption and unknown compression', () => {
    const encrypted = encodeNpz(two);
    encrypted[directoryEntry(encrypted, 0) + 8] |= 1;
    expect(() => readNpz(encrypted)).toThrow('is encrypted');
    const other = encodeNpz(two);
    other[directoryEntry(other, 0) + 10] = 14;
    expect(() => readNpz(other)).toThrow('method 14');
  });
});

describe.skipIf(!hasPython('numpy'))("against Python's numpy", () => {
  test('reads what numpy writes', () => {
    const program = `
import numpy as np, sys, json
folder = sys.argv[1]
a = (np.arange(24).reshape(2, 3, 4) * 7 % 11)
arrays = {}
for code in 'f8 f4 f2 i8 i4 i2 i1 u8 u4 u2 u1 b1 >f4 >i8'.split():
    arrays[code.replace('>', 'big_')] = a.astype(code)
arrays['fortran'] = np.asfortranarray(a.astype('f4'))
arrays['strided'] = a.astype('i4')[:, ::-1, 1:3]
arrays['scalar'] = np.float64(2.5)
arrays['empty'] = np.zeros((0, 3), 'f4')
np.savez(folder + '/stored.npz', **arrays)
np.savez_compressed(folder + '/compressed.npz', **arrays)
np.savez(folder + '/others.npz', text=np.array('lbs'), object=np.array({'a': np.arange(3)}, dtype=object), x=np.arange(2))
for name in ('f8', 'fortran'): np.save(folder + '/' + name + '.npy', arrays[name])
print(json.dumps({k: [v.dtype.name, list(v.shape), v.astype('f8').ravel().tolist()] for k, v in arrays.items()}))
`;
    const expected = JSON.parse(runPython(program, folder)) as Record<string, [string, number[], number[]]>;
    for (const archive of ['stored.npz', 'compressed.npz']) {
      const found = readNpz(join(folder, archive));
      expect([...found.keys()]).toEqual(Object.keys(expected));
      for (const [name, [dtype, shape, numbers]] of Object.entries(expected)) {
        const array = found.get(name)!;
        expect([name, array.dtype, array.shape]).toEqual([name, dtype, shape]);
        expect([...arrayToNumbers(array)]).toEqual(numbers);
      }
    }
    for (const name of ['f8', 'fortran']) {
      expect([...arrayToNumbers(readNpy(join(folder, `${name}.npy`)))]).toEqual(expected[name][2]);
    }
    const others = join(folder, 'others.npz');
    expect(readNpz(others, { only: ['x'] }).get('x')?.data).toEqual(BigInt64Array.of(0n, 1n));
    expect(() => readNpz(others)).toThrow('member "text": holds texts');
    const values = readNpzValues(others);
    expect(values.get('text')?.data).toEqual(['lbs']);
    const [dict] = values.get('object')!.data as [Map<string, ArrayData>];
    expect(dict.get('a')?.data).toEqual(BigInt64Array.of(0n, 1n, 2n));
  });

  test('numpy reads what is written', () => {
    const map = new Map<string, ArrayData>([
      ['half', { dtype: 'float16', shape: [2], data: Uint16Array.of(0x3c00, 0xc000) }],
      ['long', { dtype: 'int64', shape: [2, 1], data: BigInt64Array.of(-1n, 2n ** 62n) }],
      ['bool', { dtype: 'bool', shape: [2], data: Uint8Array.of(1, 0) }],
      ['scalar', { dtype: 'float32', shape: [], data: Float32Array.of(0.5) }],
    ]);
    writeNpz(join(folder, 'ours.npz'), map, { compress: true });
    writeNpy(join(folder, 'ours.npy'), map.get('long')!);
    const program = `
import numpy as np, sys
for k, v in np.load(sys.argv[1] + '/ours.npz').items(): print(k, v.dtype, v.shape, v.ravel().tolist())
print(np.load(sys.argv[1] + '/ours.npy').tolist())
`;
    expect(runPython(program, folder).trim().split('\n')).toEqual([
      'half float16 (2,) [1.0, -2.0]',
      'long int64 (2, 1) [-1, 4611686018427387904]',
      'bool bool (2,) [True, False]',
      'scalar float32 () [0.5]',
      '[[-1], [4611686018427387904]]',
    ]);
  });
});

test('the arrays of a folder of files can be read again after writing', () => {
  const path = join(folder, 'again.npy');
  writeNpy(path, { dtype: 'int8', shape: [1], data: Int8Array.of(1) });
  const before = readFileSync(path);
  writeNpy(path, readNpy(path));
  expect(readFileSync(path)).toEqual(before);
});
