import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bytes, little, shortString, unicode } from '../../../test/support/bytes.js';
import { hasPython, runPython } from '../../../test/support/python.js';
import { arrayToNumbers } from '../arrays/array-data.js';
import { type CompressedMatrix, isArrayData, type PickleValue } from './pickle-value.js';
import { readPickle, unpickle } from './unpickle.js';

/** Opcodes as one reads them in Python's pickletools. */
const PROTO2 = bytes(0x80, 2);

function global(module: string, name: string): Uint8Array {
  return bytes('c', module, '\n', name, '\n');
}

/** A numpy dtype as Python 2 wrote it. */
function dtype(code: string, order: string): Uint8Array {
  return bytes(
    global('numpy', 'dtype'),
    shortString(code),
    'K',
    0,
    'K',
    1,
    0x87,
    'R(',
    'K',
    3,
    shortString(order),
    'NNN',
    'J',
    little(0xffffffff, 4),
    'J',
    little(0xffffffff, 4),
    'K',
    0,
    'tb',
  );
}

/** A numpy array as Python 2 wrote it. */
function ndarray(
  code: string,
  order: string,
  shape: number[],
  isFortran: boolean,
  raw: Uint8Array,
): Uint8Array {
  return bytes(
    global('numpy.core.multiarray', '_reconstruct'),
    global('numpy', 'ndarray'),
    'K',
    0,
    0x85,
    shortString('b'),
    0x87,
    'R(K',
    1,
    '(',
    ...shape.flatMap((size) => ['K', size]),
    't',
    dtype(code, order),
    isFortran ? 0x88 : 0x89,
    'T',
    little(raw.byteLength, 4),
    raw,
    'tb',
  );
}

describe('plain values, byte by byte', () => {
  const cases: [string, Uint8Array, unknown][] = [
    ['None', bytes('N.'), null],
    ['truths, protocol 2', bytes(0x80, 2, 0x88, 0x89, 0x86, '.'), [true, false]],
    ['truths, protocol 0', bytes('(I01\nI00\nI1\nl.'), [true, false, 1]],
    ['small integers', bytes('(K', 7, 'M', 1, 2, 'J', 0xff, 0xff, 0xff, 0xff, 't.'), [7, 513, -1]],
    ['decimal integers', bytes('(I-12\nL9007199254740993L\nL-3L\nt.'), [-12, 9007199254740993n, -3]],
    [
      'LONG1',
      bytes('(', 0x8a, 0, 0x8a, 1, 0xff, 0x8a, 2, 0xff, 0x00, 0x8a, 9, 0, 0, 0, 0, 0, 0, 0, 0, 1, 't.'),
      [0, -1, 255, 2n ** 64n],
    ],
    ['LONG4', bytes(0x8b, 2, 0, 0, 0, 0, 0x80, '.'), -32768],
    [
      'floats',
      bytes('(F1.5e3\nF-inf\nG', 0x3f, 0xf8, 0, 0, 0, 0, 0, 0, 't.'),
      [1500, Number.NEGATIVE_INFINITY, 1.5],
    ],
    ['a quoted text with escapes', bytes("S'a\\n\\x41\\\\\\'\\q\\101'\n."), "a\nA\\'\\qA"],
    ['a text of protocol 0', bytes('Vna\\u00efve \\U0001F600 \xe9\n.'), 'na\u00efve \u{1f600} \u00e9'],
    ['byte strings of Python 2', bytes('(U', 2, 'a\xff', 'T', little(3, 4), '\0bc', 't.'), ['a\xff', '\0bc']],
    [
      'texts',
      bytes('(', unicode('\u00fc\u4e16'), 0x8c, 2, 0xc3, 0xa9, 0x8d, little(1, 8), 'x', 't.'),
      ['\u00fc\u4e16', '\u00e9', 'x'],
    ],
    ['a lone surrogate', bytes('X', little(3, 4), 0xed, 0xb3, 0xbf, '.'), '\udcff'],
    [
      'bytes',
      bytes('(C', 1, 9, 'B', little(2, 4), 1, 2, 0x8e, little(1, 8), 3, 't.'),
      [Uint8Array.of(9), Uint8Array.of(1, 2), Uint8Array.of(3)],
    ],
    ['a bytearray', bytes(0x80, 5, 0x96, little(2, 8), 4, 5, '.'), Uint8Array.of(4, 5)],
    [
      'tuples',
      bytes('()K', 1, 0x85, 'NN', 0x86, 'NNN', 0x87, 't.'),
      [[], [1], [null, null], [null, null, null]],
    ],
    ['lists', bytes(']K', 1, 'a(K', 2, 'K', 3, 'e.'), [1, 2, 3]],
    [
      'dicts',
      bytes('}K', 1, 'Ns(', unicode('a'), 'K', 2, 'K', 3, 'K', 4, 'u.'),
      new Map<unknown, unknown>([
        [1, null],
        ['a', 2],
        [3, 4],
      ]),
    ],
    ['a dict of protocol 0', bytes("(dS'a'\nI1\ns(S'b'\nI2\nd0."), new Map([['a', 1]])],
    ['sets', bytes(0x8f, '(K', 1, 'K', 2, 0x90, '(K', 3, 0x91, 0x86, '.'), [new Set([1, 2]), new Set([3])]],
    ['a set of Python 2', bytes(global('__builtin__', 'set'), '(](K', 1, 'K', 2, 'etR.'), new Set([1, 2])],
    [
      'an OrderedDict',
      bytes(global('collections', 'OrderedDict'), ')R(K', 1, 'K', 2, 'u}K', 9, 'Nsb.'),
      new Map([[1, 2]]),
    ],
    [
      'an OrderedDict of pairs',
      bytes(global('collections', 'OrderedDict'), '(]](K', 1, 'K', 2, 'eatR.'),
      new Map([[1, 2]]),
    ],
    [
      'a defaultdict',
      bytes(global('collections', 'defaultdict'), global('__builtin__', 'list'), 0x85, 'RK', 1, 'K', 2, 's.'),
      new Map([[1, 2]]),
    ],
    [
      'bytes by protocol 2',
      bytes(PROTO2, global('_codecs', 'encode'), unicode('\u00ff\u0001'), unicode('latin1'), 0x86, 'R.'),
      Uint8Array.of(255, 1),
    ],
    ["the stack's other words", bytes('NK', 5, '20(NN1K', 6, 0x86, 0x86, '.'), [null, [5, 6]]],
    [
      'the memo',
      bytes('(K', 7, 'q', 0, 'h', 0, 'r', little(300, 4), 'j', little(300, 4), 'p7\ng7\n', 0x94, 't.'),
      [7, 7, 7, 7],
    ],
    ['a frame', bytes(0x80, 4, 0x95, little(2, 8), 'N.'), null],
  ];
  test.each(cases)('%s', (_, pickle, expected) => {
    expect(unpickle(pickle)).toEqual(expected);
  });

  test('references to one object stay one object, and a list may hold itself', () => {
    const list = unpickle(bytes(']q', 0, 'h', 0, 'a.')) as PickleValue[];
    expect(list[0]).toBe(list);
    const twice = unpickle(bytes('(}q', 0, 'h', 0, 't.')) as PickleValue[];
    expect(twice[0]).toBe(twice[1]);
  });

  test('a key of the prototype touches nothing', () => {
    const value = unpickle(bytes('}', unicode('__proto__'), '}', unicode('polluted'), 'K', 1, 'ss.'));
    expect((value as Map<string, unknown>).get('__proto__')).toEqual(new Map([['polluted', 1]]));
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('arrays, byte by byte', () => {
  test('numpy, in both orders of bytes and of memory', () => {
    const raw = bytes(1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0);
    const c = unpickle(bytes(PROTO2, ndarray('i2', '<', [2, 3], false, raw), '.'));
    expect(c).toEqual({ dtype: 'int16', shape: [2, 3], data: Int16Array.of(1, 2, 3, 4, 5, 6) });
    const fortran = unpickle(bytes(PROTO2, ndarray('i2', '<', [2, 3], true, raw), '.'));
    expect(fortran).toEqual({ dtype: 'int16', shape: [2, 3], data: Int16Array.of(1, 3, 5, 2, 4, 6) });
    const big = unpickle(bytes(PROTO2, ndarray('i2', '>', [6], false, raw), '.'));
    expect(big).toEqual({ dtype: 'int16', shape: [6], data: Int16Array.of(256, 512, 768, 1024, 1280, 1536) });
  });

  test('a numpy scalar', () => {
    const scalar = (code: string, raw: string) =>
      bytes(
        PROTO2,
        global('numpy.core.multiarray', 'scalar'),
        dtype(code, '<'),
        shortString(raw),
        0x86,
        'R.',
      );
    expect(unpickle(scalar('f4', '\0\0\0\x3f'))).toBe(0.5);
    expect(unpickle(scalar('i8', '\xfe\xff\xff\xff\xff\xff\xff\xff'))).toBe(-2);
    expect(unpickle(scalar('u8', '\xff\xff\xff\xff\xff\xff\xff\xff'))).toBe(2n ** 64n - 1n);
    expect(unpickle(scalar('b1', '\x01'))).toBe(true);
  });

  test('a sparse matrix of scipy', () => {
    // [[0, 5], [7, 0], [0, 6]] by columns.
    const matrix = bytes(
      PROTO2,
      global('scipy.sparse.csc', 'csc_matrix'),
      ')',
      0x81,
      '}(',
      shortString('data'),
      ndarray('f4', '<', [3], false, new Uint8Array(Float32Array.of(7, 5, 6).buffer)),
      shortString('indices'),
      ndarray('i4', '<', [3], false, new Uint8Array(Int32Array.of(1, 0, 2).buffer)),
      shortString('indptr'),
      ndarray('i4', '<', [3], false, new Uint8Array(Int32Array.of(0, 1, 3).buffer)),
      shortString('_shape'),
      'K',
      3,
      'K',
      2,
      0x86,
      shortString('maxprint'),
      'K',
      50,
      'ub.',
    );
    const value = unpickle(matrix) as CompressedMatrix;
    expect({ ...value }).toMatchObject({ format: 'csc', shape: [3, 2] });
    expect([...arrayToNumbers(value.data)]).toEqual([7, 5, 6]);
    expect([...arrayToNumbers(value.indices)]).toEqual([1, 0, 2]);
    expect([...arrayToNumbers(value.indptr)]).toEqual([0, 1, 3]);
  });

  test('a selection of chumpy is the array it stands for', () => {
    const base = Float64Array.from({ length: 12 }, (_, i) => 10 * i);
    const select = bytes(
      PROTO2,
      global('chumpy.reordering', 'Select'),
      ')',
      0x81,
      '}(',
      shortString('a'),
      global('chumpy.ch', 'Ch'),
      ')',
      0x81,
      '}(',
      shortString('x'),
      ndarray('f8', '<', [4, 3], false, new Uint8Array(base.buffer)),
      shortString('_dirty_vars'),
      global('__builtin__', 'set'),
      '(]tR',
      shortString('_depends_on_deps'),
      '}ub',
      shortString('idxs'),
      ndarray('i8', '<', [4], false, new Uint8Array(BigInt64Array.of(0n, 2n, 9n, 11n).buffer)),
      shortString('preferred_shape'),
      'K',
      2,
      'K',
      2,
      0x86,
      'ub.',
    );
    const value = unpickle(select);
    expect(isArrayData(value)).toBe(true);
    expect(value).toEqual({ dtype: 'float64', shape: [2, 2], data: Float64Array.of(0, 20, 90, 110) });
  });
});

describe.skipIf(!hasPython('numpy'))("against Python's pickle", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pickle-'));
    const program = `
import pickle, sys, collections
import numpy as np
shared = [1, 2]
value = {
  'numbers': [0, -1, 255, 256, 65536, -2**31, 2**31, 2**53, 2**53 + 1, -2**100, 1.5, -0.0, 1e300, float('inf')],
  'texts': ['', 'abc', 'na\\u00efve', '\\u4e16\\U0001f600', "quote's \\"and\\" \\\\ \\n", 'x' * 300],
  'bytes': [b'', b'\\x00\\xff', b'y' * 300, bytearray(b'ab')],
  'truths': (True, False, None),
  'nested': ((), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), [[], [[]]], {}),
  'sets': [set(), {1, 2, 3}, frozenset({4})],
  'shared': [shared, shared],
  'ordered': collections.OrderedDict([('b', 1), ('a', 2)]),
  'default': collections.defaultdict(list, {'k': [1]}),
  'counter': collections.Counter('aab'),
  5: 'five',
  'arrays': {code: np.arange(6).reshape(2, 3).astype(code) for code in 'f8 f4 f2 i8 i4 i2 i1 u8 u4 u2 u1 b1 >f4'.split()},
  'fortran': np.asfortranarray(np.arange(6.0).reshape(2, 3)),
  'empty': np.zeros((0, 3)),
  'zero_d': np.array(2.5),
  'large': np.arange(1000.0),
  'scalars': [np.float64(0.5), np.float32(0.25), np.int64(-3), np.bool_(True), np.str_('s')],
  'text_array': np.array(['a', 'bcd']),
  'object_array': np.array([None, 'x', 3], dtype=object),
}
for protocol in range(6):
  with open(f'{sys.argv[1]}/{protocol}.pkl', 'wb') as f: pickle.dump(value, f, protocol)
`;
    runPython(program, folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each([0, 1, 2, 3, 4, 5])('protocol %i', (protocol) => {
    const value = readPickle(join(folder, `${protocol}.pkl`)) as Map<PickleValue, PickleValue>;
    const at = (key: PickleValue) => value.get(key);
    expect(at('numbers')).toEqual([
      0,
      -1,
      255,
      256,
      65536,
      -(2 ** 31),
      2 ** 31,
      9007199254740992n,
      9007199254740993n,
      -(2n ** 100n),
      1.5,
      -0,
      1e300,
      Number.POSITIVE_INFINITY,
    ]);
    expect(at('texts')).toEqual([
      '',
      'abc',
      'na\u00efve',
      '\u4e16\u{1f600}',
      'quote\'s "and" \\ \n',
      'x'.repeat(300),
    ]);
    expect(at('bytes')).toEqual([
      new Uint8Array(0),
      Uint8Array.of(0, 255),
      new Uint8Array(300).fill(121),
      Uint8Array.of(97, 98),
    ]);
    expect(at('truths')).toEqual([true, false, null]);
    expect(at('nested')).toEqual([[], [1], [1, 2], [1, 2, 3], [1, 2, 3, 4], [[], [[]]], new Map()]);
    expect(at('sets')).toEqual([new Set(), new Set([1, 2, 3]), new Set([4])]);
    const shared = at('shared') as PickleValue[];
    expect(shared[0]).toBe(shared[1]);
    expect([...(at('ordered') as Map<string, number>)]).toEqual([
      ['b', 1],
      ['a', 2],
    ]);
    expect(at('default')).toEqual(new Map([['k', [1]]]));
    expect(at('counter')).toEqual(
      new Map([
        ['a', 2],
        ['b', 1],
      ]),
    );
    expect(at(5)).toBe('five');
    for (const [code, array] of at('arrays') as Map<string, PickleValue>) {
      if (!isArrayData(array)) throw new Error(`${code} is no array`);
      expect(array.shape).toEqual([2, 3]);
      expect([...arrayToNumbers(array)]).toEqual(code === 'b1' ? [0, 1, 1, 1, 1, 1] : [0, 1, 2, 3, 4, 5]);
    }
    expect(at('fortran')).toEqual({
      dtype: 'float64',
      shape: [2, 3],
      data: Float64Array.of(0, 1, 2, 3, 4, 5),
    });
    expect(at('empty')).toEqual({ dtype: 'float64', shape: [0, 3], data: new Float64Array(0) });
    expect(at('zero_d')).toEqual({ dtype: 'float64', shape: [], data: Float64Array.of(2.5) });
    expect(at('large')).toEqual({
      dtype: 'float64',
      shape: [1000],
      data: Float64Array.from({ length: 1000 }, (_, i) => i),
    });
    expect(at('scalars')).toEqual([0.5, 0.25, -3, true, 's']);
    expect(at('text_array')).toEqual({ dtype: 'text', shape: [2], data: ['a', 'bcd'] });
    expect(at('object_array')).toEqual({ dtype: 'object', shape: [3], data: [null, 'x', 3] });
  });
});
