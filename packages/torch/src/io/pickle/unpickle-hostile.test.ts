import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bytes, little, shortString, unicode } from '../../../test/support/bytes.js';
import { hasPython, runPython } from '../../../test/support/python.js';
import { FormatError } from '../format-error.js';
import { readPickle, unpickle } from './unpickle.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hostile-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('pickles that would run something', () => {
  const cases: [string, Uint8Array, RegExp][] = [
    ['os.system, protocol 0', bytes("cos\nsystem\n(S'true'\ntR."), /GLOBAL at byte 0: asks for "os\.system"/],
    ['posix.system', bytes("cposix\nsystem\n(S'true'\ntR."), /"posix\.system"/],
    ['nt.system', bytes("cnt\nsystem\n(S'true'\ntR."), /"nt\.system"/],
    ['os.system by INST', bytes("(S'true'\nios\nsystem\n."), /INST at byte 9: asks for "os\.system"/],
    ['os.system by OBJ', bytes("(cos\nsystem\nS'true'\no."), /"os\.system"/],
    [
      'os.system by STACK_GLOBAL',
      bytes(0x80, 4, 0x8c, 2, 'os', 0x8c, 6, 'system', 0x93, 0x8c, 4, 'true', 0x85, 'R.'),
      /STACK_GLOBAL at byte 14: asks for "os\.system"/,
    ],
    ['os.system by NEWOBJ', bytes("cos\nsystem\n(S'true'\nt", 0x81, '.'), /"os\.system"/],
    ['os.system by NEWOBJ_EX', bytes(0x80, 4, "cos\nsystem\n(S'true'\nt}", 0x92, '.'), /"os\.system"/],
    [
      'a name put together on the stack',
      bytes(0x80, 4, unicode('os'), 'q', 0, '0', 'h', 0, unicode('popen'), 0x93, '.'),
      /"os\.popen"/,
    ],
    ['eval', bytes("c__builtin__\neval\n(S'1'\ntR."), /"__builtin__\.eval"/],
    ['exec', bytes("cbuiltins\nexec\n(S'1'\ntR."), /"builtins\.exec"/],
    ['getattr', bytes("cbuiltins\ngetattr\n(S'1'\ntR."), /"builtins\.getattr"/],
    ['__import__', bytes("cbuiltins\n__import__\n(S'os'\ntR."), /"builtins\.__import__"/],
    ['apply', bytes('c__builtin__\napply\n(tR.'), /"__builtin__\.apply"/],
    ['subprocess', bytes("csubprocess\nPopen\n(S'true'\ntR."), /"subprocess\.Popen"/],
    ['runpy', bytes("crunpy\n_run_code\n(S'true'\ntR."), /"runpy\._run_code"/],
    ['ctypes', bytes("cctypes\nCDLL\n(S'x'\ntR."), /"ctypes\.CDLL"/],
    ['pydoc', bytes("cpydoc\nlocate\n(S'os.system'\ntR."), /"pydoc\.locate"/],
    ['pip', bytes("cpip._internal.cli.main\nmain\n(S'install'\ntR."), /"pip\._internal\.cli\.main\.main"/],
    ['timeit', bytes("ctimeit\ntimeit\n(S'1'\ntR."), /"timeit\.timeit"/],
    ['socket', bytes("csocket\ncreate_connection\n(S'x'\ntR."), /"socket\.create_connection"/],
    [
      'a dotted name under an allowed module',
      bytes(0x80, 4, unicode('numpy'), unicode('dtype.__class__'), 0x93, '.'),
      /"numpy\.dtype\.__class__"/,
    ],
    [
      "numpy's own way to run things",
      bytes("cnumpy.testing._private.utils\nrunstring\n(S'1'\n}tR."),
      /runstring"/,
    ],
    ["torch's way to load again", bytes('ctorch.storage\n_load_from_bytes\n(tR.'), /_load_from_bytes"/],
    ['a class of the language itself', bytes('cconstructor\nconstructor\n)R.'), /"constructor\.constructor"/],
    ['a key of the prototype', bytes('c__proto__\ntoString\n)R.'), /"__proto__\.toString"/],
    ['a name with odd characters', bytes('cos\x1b[2J\nsystem\n.'), /"os\\u001b\[2J\.system"/],
    ['the extension registry', bytes(0x80, 2, 0x82, 1, ')R.'), /EXT1.*extension registry/],
  ];
  test.each(cases)('%s', (_, pickle, problem) => {
    expect(() => unpickle(pickle, { file: 'evil.pkl' })).toThrow(FormatError);
    expect(() => unpickle(pickle, { file: 'evil.pkl' })).toThrow(problem);
    expect(() => unpickle(pickle, { file: 'evil.pkl' })).toThrow(/^evil\.pkl: pickle opcode /);
  });

  test.skipIf(!hasPython('pickle'))('the same bytes do run in Python, so the test is of something', () => {
    const mark = join(folder, 'ran');
    const program = `
import os, pickle, sys
class Evil:
  def __reduce__(self): return (os.system, ('echo ran > ' + sys.argv[1],))
for protocol in range(6):
  with open(f'{sys.argv[2]}/evil{protocol}.pkl', 'wb') as f: pickle.dump({'weights': Evil()}, f, protocol)
`;
    runPython(program, mark, folder);
    for (let protocol = 0; protocol <= 5; protocol++) {
      expect(() => readPickle(join(folder, `evil${protocol}.pkl`))).toThrow(/asks for "(posix|nt)\.system"/);
    }
    expect(existsSync(mark)).toBe(false);
    runPython('import pickle, sys; pickle.load(open(sys.argv[1], "rb"))', join(folder, 'evil2.pkl'));
    expect(existsSync(mark)).toBe(true);
  });
});

describe('what is in the table cannot be misused', () => {
  const dtype = bytes('cnumpy\ndtype\n', shortString('f8'), 'K', 0, 'K', 1, 0x87, 'R');
  const array = bytes('cnumpy.core.multiarray\n_reconstruct\n)R');
  const cases: [string, Uint8Array, RegExp][] = [
    ['calling a number', bytes('K', 1, ')R.'), /calls the number 1, which is no class/],
    ['calling a text', bytes(unicode('os.system'), ')R.'), /calls the string os\.system/],
    ['calling with no tuple', bytes('c__builtin__\nset\nNR.'), /calls __builtin__ set with None/],
    [
      'making an object of a function',
      bytes('c_codecs\nencode\n)', 0x81, '.'),
      /may not create _codecs encode/,
    ],
    ['calling a class that is only named', bytes('cnumpy\nndarray\n)R.'), /may not call numpy ndarray/],
    ['int of a text', bytes("c__builtin__\nint\n(S'1'\ntR."), /may not call __builtin__ int/],
    ['a state for a number', bytes('K', 1, '}b.'), /gives a state to the number 1/],
    ['a state for a class', bytes('cnumpy\nndarray\n}b.'), /gives a state to the class numpy ndarray/],
    [
      'another codec',
      bytes('c_codecs\nencode\n(', unicode('x'), unicode('rot13'), 'tR.'),
      /encodes by the string rot13/,
    ],
    [
      'an unknown element type',
      bytes('cnumpy\ndtype\n(', unicode('V8'), 'tR.'),
      /element type the string V8/,
    ],
    [
      'a structured element type',
      bytes(dtype, '(K', 3, shortString('|'), 'N(', shortString('a'), 't}K', 8, 'K', 1, 'K', 0, 'tb.'),
      /structured elements/,
    ],
    [
      'an array without a dtype',
      bytes(array, '(K', 1, '(K', 1, 'tN', 0x89, 'C', 8, '12345678tb.'),
      /dtype is None/,
    ],
    [
      'an array with too few bytes',
      bytes(array, '(K', 1, '(K', 2, 't', dtype, 0x89, 'C', 8, '12345678tb.'),
      /needs 16 bytes, found 8/,
    ],
    [
      'an array with a negative shape',
      bytes(array, '(K', 1, '(J', little(0xffffffff, 4), 't', dtype, 0x89, 'C', 0, 'tb.'),
      /shape is a list of 1/,
    ],
    [
      'an array past all memory',
      bytes(
        array,
        '(K',
        1,
        '(',
        ...Array(8).fill(bytes('J', little(0x7fffffff, 4))),
        't',
        dtype,
        0x89,
        'C',
        0,
        'tb.',
      ),
      /needs NaN bytes/,
    ],
    [
      'an array whose data is a list',
      bytes(array, '(K', 1, '(K', 0, 't', dtype, 0x89, ']tb.'),
      /expected bytes/,
    ],
  ];
  test.each(cases)('%s', (_, pickle, problem) => {
    expect(() => unpickle(pickle)).toThrow(FormatError);
    expect(() => unpickle(pickle)).toThrow(problem);
  });

  const vector = (code: string, count: number, raw: Uint8Array) =>
    bytes(
      array,
      '(K',
      1,
      'K',
      count,
      0x85,
      'cnumpy\ndtype\n',
      shortString(code),
      0x85,
      'R',
      0x89,
      'T',
      little(raw.byteLength, 4),
      raw,
      'tb',
    );
  const matrix = (indices: number[], indptr: number[], count = indices.length) =>
    bytes(
      'cscipy.sparse.csr\ncsr_matrix\n)',
      0x81,
      '}(',
      shortString('data'),
      vector('f8', count, new Uint8Array(8 * count)),
      shortString('indices'),
      vector('i4', indices.length, new Uint8Array(Int32Array.from(indices).buffer)),
      shortString('indptr'),
      vector('i4', indptr.length, new Uint8Array(Int32Array.from(indptr).buffer)),
      shortString('_shape'),
      'K',
      2,
      'K',
      3,
      0x86,
      'ub.',
    );
  test.each([
    ['that is good', [0, 2], [0, 1, 2], 2, null],
    ['with an index past its columns', [0, 3], [0, 1, 2], 2, /indices of a sparse matrix holds 3 at 1/],
    ['with a negative index', [0, -1], [0, 1, 2], 2, /holds -1/],
    ['with starts that fall', [0, 2], [0, 2, 1], 2, /indptr of a sparse matrix falls at 2/],
    ['with starts past its entries', [0, 2], [0, 1, 9], 2, /indptr up to 9/],
    ['with too few starts', [0, 2], [0, 2], 2, /has 2 items/],
    ['with fewer values than indices', [0, 2], [0, 1, 2], 1, /1 values, 2 indices/],
  ])('a sparse matrix %s', (_, indices, indptr, count, problem) => {
    const pickle = matrix(indices, indptr, count);
    if (problem === null) expect(unpickle(pickle)).toMatchObject({ format: 'csr', shape: [2, 3] });
    else expect(() => unpickle(pickle)).toThrow(problem);
  });
});

describe('damage and floods', () => {
  const cases: [string, Uint8Array, RegExp][] = [
    ['nothing', new Uint8Array(0), /needs 1 more bytes/],
    ['no STOP', bytes('N'), /needs 1 more bytes/],
    ['STOP on an empty stack', bytes('.'), /takes more than the stack holds/],
    ['an unknown opcode', bytes(0xff), /0xff.*no opcode/],
    ['a text file', bytes('hello'), /0x68|BINGET|memo|no opcode|stack/],
    ['protocol 6', bytes(0x80, 6), /protocol 6; 0 to 5/],
    ['a text longer than the file', bytes('X', little(4_000_000_000, 4), 'x'), /needs 4000000000 more bytes/],
    ['a text of 2^64 bytes', bytes(0x8d, little(2n ** 64n - 1n, 8)), /more bytes/],
    ['a negative length', bytes('T', little(0xffffffff, 4), '.'), /negative length -1/],
    [
      'an integer of a megabyte',
      bytes(0x8b, little(1 << 20, 4), new Uint8Array(1 << 20), '.'),
      /integer of 1048576 bytes/,
    ],
    ['a frame past the end', bytes(0x80, 4, 0x95, little(100, 8), 'N.'), /announces 100 bytes/],
    ['an empty memo', bytes('h', 0, '.'), /memo has no entry 0/],
    ['a mark that is not there', bytes('N', 't.'), /needs a MARK/],
    ['a value below a mark', bytes('N(a.'), /takes more than the stack holds/],
    ['items for a list as for a dict', bytes(']K', 1, 'K', 2, 's.'), /sets items of a list/],
    ['a key without a value', bytes('(NNNd.'), /key without a value/],
    ['a number that is none', bytes('I1e5\n.'), /expected a whole number/],
    ['a float that is none', bytes('F0x10\n.'), /expected a number/],
    ['a text without quotes', bytes('Sabc\n.'), /expected a quoted text/],
    ['a text that is no UTF-8', bytes('X', little(2, 4), 0xc3, 0x28, '.'), /not UTF-8/],
    ['an overlong text', bytes('X', little(2, 4), 0xc0, 0xaf, '.'), /not UTF-8/],
    ['bytes behind the end', bytes('N.more'), /4 bytes follow its end/],
    ['a persistent id', bytes('Pstorage\n.'), /data outside the pickle/],
    ['a buffer elsewhere', bytes(0x80, 5, 0x97, '.'), /buffer outside the pickle/],
  ];
  test.each(cases)('%s', (_, pickle, problem) => {
    expect(() => unpickle(pickle)).toThrow(FormatError);
    expect(() => unpickle(pickle)).toThrow(problem);
  });

  test('a small pickle cannot ask for much memory', () => {
    // One megabyte of text, encoded again and again: three bytes of pickle for each megabyte of memory.
    const text = unicode('x'.repeat(1 << 20));
    const again = bytes('h', 0, 'h', 1, 'R0');
    const flood = bytes(
      'c_codecs\nencode\nq',
      0,
      '0',
      text,
      unicode('latin1'),
      0x86,
      'q',
      1,
      '0',
      ...Array(10_000).fill(again),
      'N.',
    );
    expect(() => unpickle(flood)).toThrow(/needs more than the \d+ bytes of memory/);
    // Containers cost memory too.
    expect(() => unpickle(bytes(new Uint8Array(2_000_000).fill(0x7d), '.'))).toThrow(/bytes of memory/);
  });

  test('stack and memo have limits', () => {
    const nones = bytes(new Uint8Array(1000).fill(0x4e), '.');
    expect(() => unpickle(nones, { maxStack: 999 })).toThrow('the stack passes 999 values');
    const marks = bytes(new Uint8Array(1000).fill(0x28), '.');
    expect(() => unpickle(marks, { maxStack: 999 })).toThrow('the stack passes 999 values');
    const memo = bytes('N', new Uint8Array(1000).fill(0x94), '.');
    expect(() => unpickle(memo, { maxMemo: 999 })).toThrow('the memo passes 999 entries');
  });

  test('a million levels of nesting are read without a stack overflow', () => {
    const levels = 1_000_000;
    const deep = bytes(new Uint8Array(levels).fill(0x5d), new Uint8Array(levels - 1).fill(0x61), '.');
    let value = unpickle(deep, { maxBytes: 1 << 30 }) as unknown[];
    let depth = 1;
    for (; value.length === 1; depth++) value = value[0] as unknown[];
    expect(depth).toBe(levels);
  });

  test('random bytes either read or are refused, never anything else', () => {
    const opcodes = fc.constantFrom(
      ...[...'(.012pqrghjNIJKMLFGSTUVXBC]lae)t}dsucRiobPQ'].map((c) => bytes(c)),
      ...Array.from({ length: 0x19 }, (_, i) => bytes(0x80 + i)),
      bytes('cnumpy\ndtype\n'),
      bytes('cnumpy.core.multiarray\n_reconstruct\n'),
      bytes('cnumpy.core.multiarray\nscalar\n'),
      bytes('cscipy.sparse.csc\ncsc_matrix\n'),
      bytes('cchumpy.ch\nCh\n'),
      bytes('cchumpy.reordering\nSelect\n'),
      bytes('c__builtin__\nset\n'),
      bytes('ccollections\nOrderedDict\n'),
      bytes('c_codecs\nencode\n'),
      bytes('ccopy_reg\n_reconstructor\n'),
      shortString('f8'),
      shortString('x'),
      shortString('idxs'),
      shortString('a'),
    );
    const operand = fc.oneof(fc.constant(new Uint8Array(0)), fc.uint8Array({ maxLength: 5 }));
    fc.assert(
      fc.property(fc.array(fc.tuple(opcodes, operand), { maxLength: 60 }), (parts) => {
        try {
          unpickle(bytes(...parts.flat(), '.'));
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      }),
      { numRuns: 20_000 },
    );
  });
});
