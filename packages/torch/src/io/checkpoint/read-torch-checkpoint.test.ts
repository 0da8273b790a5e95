import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bytes, little, unicode } from '../../../test/support/bytes.js';
import { hasPython, runPython } from '../../../test/support/python.js';
import { type ArrayData, arrayToNumbers } from '../arrays/array-data.js';
import { FormatError } from '../format-error.js';
import type { PickleValue } from '../pickle/pickle-value.js';
import { encodeZip } from '../zip/zip-writer.js';
import { readTorchCheckpoint } from './read-torch-checkpoint.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'checkpoint-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

type Dict = Map<string, PickleValue>;

function tuple(...items: number[]): Uint8Array {
  return bytes('(', ...items.flatMap((item) => ['J', little(item & 0xffffffff, 4)]), 't');
}

/** A tensor as `torch.save` pickles it. */
function tensor(
  key: string,
  count: number,
  shape: number[],
  strides: number[],
  offset = 0,
  type = 'FloatStorage',
): Uint8Array {
  return bytes(
    'ctorch._utils\n_rebuild_tensor_v2\n((',
    unicode('storage'),
    `ctorch\n${type}\n`,
    unicode(key),
    unicode('cpu'),
    'J',
    little(count, 4),
    'tQJ',
    little(offset, 4),
    tuple(...shape),
    tuple(...strides),
    0x89,
    'ccollections\nOrderedDict\n)RtR',
  );
}

function archive(
  pickle: Uint8Array,
  storages: Record<string, Uint8Array> = {},
  more: Record<string, string> = {},
) {
  const members = new Map<string, Uint8Array>([['m/data.pkl', bytes(0x80, 2, pickle, '.')]]);
  for (const [key, data] of Object.entries(storages)) members.set(`m/data/${key}`, data);
  for (const [name, text] of Object.entries(more)) members.set(`m/${name}`, bytes(text));
  members.set('m/version', bytes('3\n'));
  return new Uint8Array(Buffer.concat(encodeZip(members)));
}

const six = new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6).buffer);

describe('archives put together by hand', () => {
  test('tensors, their strides and offsets', () => {
    const pickle = bytes(
      '}(',
      unicode('whole'),
      tensor('0', 6, [2, 3], [3, 1]),
      unicode('transposed'),
      tensor('0', 6, [3, 2], [1, 3]),
      unicode('tail'),
      tensor('0', 6, [2], [2], 2),
      unicode('expanded'),
      tensor('0', 6, [2, 2], [0, 1], 4),
      unicode('scalar'),
      tensor('0', 6, [], [], 5),
      unicode('empty'),
      tensor('1', 0, [0, 3], [3, 1]),
      'u',
    );
    const value = readTorchCheckpoint(archive(pickle, { 0: six, 1: new Uint8Array(0) })) as Map<
      string,
      ArrayData
    >;
    const found = Object.fromEntries([...value].map(([name, { shape, data }]) => [name, [shape, [...data]]]));
    expect(found).toEqual({
      whole: [
        [2, 3],
        [1, 2, 3, 4, 5, 6],
      ],
      transposed: [
        [3, 2],
        [1, 4, 2, 5, 3, 6],
      ],
      tail: [[2], [3, 5]],
      expanded: [
        [2, 2],
        [5, 6, 5, 6],
      ],
      scalar: [[], [6]],
      empty: [[0, 3], []],
    });
    // One storage, one memory.
    expect(value.get('whole')!.data.buffer).toBe(value.get('scalar')!.data.buffer);
  });

  test('half types, parameters, and only some keys', () => {
    const parameter = (inner: Uint8Array) =>
      bytes('ctorch._utils\n_rebuild_parameter\n(', inner, 0x88, 'ccollections\nOrderedDict\n)RtR');
    const pickle = bytes(
      '}(',
      unicode('half'),
      parameter(tensor('0', 2, [2], [1], 0, 'HalfStorage')),
      unicode('brain'),
      tensor('1', 2, [2], [1], 0, 'BFloat16Storage'),
      unicode('lost'),
      tensor('2', 2, [2], [1]),
      'u',
    );
    const file = archive(pickle, { 0: bytes(0, 0x3c, 0, 0xc0), 1: bytes(0x80, 0x3f, 0, 0xc0) });
    const value = readTorchCheckpoint(file, { only: ['half', 'brain'] }) as Map<string, ArrayData>;
    expect([...value.keys()]).toEqual(['half', 'brain']);
    expect(value.get('half')).toMatchObject({ dtype: 'float16', data: Uint16Array.of(0x3c00, 0xc000) });
    expect([...arrayToNumbers(value.get('half')!)]).toEqual([1, -2]);
    expect([...arrayToNumbers(value.get('brain')!)]).toEqual([1, -2]);
    expect(() => readTorchCheckpoint(file)).toThrow('member "m/data/2": not in the archive');
    expect(() => readTorchCheckpoint(file, { only: ['ema'] })).toThrow(
      'key "ema": is missing; the checkpoint has half, brain, lost',
    );
  });

  const cases: [string, Uint8Array, RegExp][] = [
    [
      'a call of os.system',
      archive(bytes("cos\nsystem\n(S'true'\ntR")),
      /holds an object of os\.system.*pickle opcode GLOBAL at byte 2: asks for "os\.system"/,
    ],
    ["torch's loader within the loader", archive(bytes('ctorch\nload\n(tR')), /asks for "torch\.load"/],
    ['a tensor past its storage', archive(tensor('0', 6, [7], [1]), { 0: six }), /passes its storage of 6/],
    [
      'an offset past the storage',
      archive(tensor('0', 6, [1], [1], 6), { 0: six }),
      /passes its storage of 6/,
    ],
    [
      'strides past the storage',
      archive(tensor('0', 6, [2, 2], [5, 1]), { 0: six }),
      /passes its storage of 6/,
    ],
    ['negative strides', archive(tensor('0', 6, [2], [-1], 5), { 0: six }), /strides are/],
    [
      'a shape past the integers',
      archive(tensor('0', 6, Array(9).fill(0x7fffffff), Array(9).fill(0)), { 0: six }),
      /passes its storage/,
    ],
    [
      'a terabyte out of four bytes',
      archive(tensor('0', 1, [1 << 20, 1 << 18], [0, 0]), { 0: six.slice(0, 4) }),
      /need more than the \d+ bytes/,
    ],
    [
      'a storage too short',
      archive(tensor('0', 6, [6], [1]), { 0: six.slice(0, 20) }),
      /member "m\/data\/0": has 20 bytes, its tensors need 24/,
    ],
    [
      'a storage described twice',
      archive(
        bytes(
          '(',
          tensor('0', 3, [3], [1]),
          tensor('0', 12, [12], [1], 0, 'HalfStorage'),
          tensor('0', 6, [6], [1]),
          't',
        ),
        { 0: six },
      ),
      /storage "0": is described twice/,
    ],
    [
      'a storage that climbs out',
      archive(tensor('../../x', 6, [6], [1]), { 0: six }),
      /member "m\/data\/\.\.\/\.\.\/x": not in the archive/,
    ],
    [
      'a storage without a tensor',
      archive(
        bytes('(', unicode('storage'), 'ctorch\nFloatStorage\n', unicode('0'), unicode('cpu'), 'K', 6, 'tQ'),
        { 0: six },
      ),
      /bare storage/,
    ],
    ['big-endian data', archive(tensor('0', 6, [6], [1]), { 0: six }, { byteorder: 'big' }), /big-endian/],
    ['a program', archive(bytes('N'), {}, { 'constants.pkl': 'N.' }), /TorchScript/],
    [
      'an archive without a pickle',
      new Uint8Array(Buffer.concat(encodeZip(new Map([['m/x', six]])))),
      /found 0/,
    ],
    [
      'two pickles',
      new Uint8Array(
        Buffer.concat(
          encodeZip(
            new Map([
              ['m/data.pkl', bytes('N.')],
              ['n/data.pkl', bytes('N.')],
            ]),
          ),
        ),
      ),
      /found 2/,
    ],
    ['a text', bytes('not a checkpoint at all'), /neither a zip archive nor a pickle/],
    ['a plain pickle', bytes(0x80, 2, '}.'), /a plain Python pickle; save the weights with torch\.save/],
    ['two bytes', bytes(0x80, 2), /no checkpoint/],
    [
      'a tar archive',
      bytes(new Uint8Array(257), 'ustar', new Uint8Array(300)),
      /tar archive of an old torch/,
    ],
  ];
  test.each(cases)('refuses %s', (_, content, problem) => {
    const path = join(folder, 'hostile.pt');
    writeFileSync(path, content);
    expect(() => readTorchCheckpoint(path)).toThrow(FormatError);
    expect(() => readTorchCheckpoint(path)).toThrow(problem);
    expect(() => readTorchCheckpoint(path)).toThrow(path);
  });

  test('every cut and every changed byte is refused, or changes no number', () => {
    const whole = archive(bytes('}', unicode('a'), tensor('0', 6, [2, 3], [3, 1]), 's'), { 0: six });
    for (let length = 0; length < whole.byteLength; length++) {
      expect(() => readTorchCheckpoint(whole.subarray(0, length))).toThrow(FormatError);
    }
    for (let at = 0; at < whole.byteLength; at++) {
      const changed = Uint8Array.from(whole);
      changed[at] ^= 0x21;
      try {
        const value = readTorchCheckpoint(changed) as Map<string, ArrayData>;
        expect([...value.get('a')!.data]).toEqual([1, 2, 3, 4, 5, 6]);
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
      }
    }
  });
});

test('sizes in the 64-bit records of an archive', () => {
  // The same archive, its directory entry saying 0xffffffff and pointing to the extra field, as large files
  // do.
  const plain = archive(tensor('0', 6, [6], [1]), { 0: six });
  const text = Buffer.from(plain);
  const entries: Buffer[] = [];
  const start = text.indexOf('PK\x01\x02', 0, 'latin1');
  const end = text.indexOf('PK\x05\x06', 0, 'latin1');
  for (let at = start; at < end; ) {
    const length = 46 + text.readUInt16LE(at + 28);
    const entry = Buffer.from(text.subarray(at, at + length));
    const extra = bytes(
      little(1, 2),
      little(24, 2),
      little(entry.readUInt32LE(24), 8),
      little(entry.readUInt32LE(20), 8),
      little(entry.readUInt32LE(42), 8),
    );
    entry.writeUInt32LE(0xffffffff, 20);
    entry.writeUInt32LE(0xffffffff, 24);
    entry.writeUInt32LE(0xffffffff, 42);
    entry.writeUInt16LE(extra.byteLength, 30);
    entries.push(Buffer.concat([entry, extra]));
    at += length;
  }
  const directory = Buffer.concat(entries);
  const record = bytes(
    'PK\x06\x06',
    little(44, 8),
    little(0, 12),
    little(entries.length, 8),
    little(entries.length, 8),
    little(directory.byteLength, 8),
    little(start, 8),
  );
  const locator = bytes('PK\x06\x07', little(0, 4), little(start + directory.byteLength, 8), little(1, 4));
  const tail = bytes('PK\x05\x06', little(0, 4), little(0xffffffffffffffffffffffffn, 12), little(0, 2));
  const large = bytes(plain.subarray(0, start), directory, record, locator, tail);
  expect([...(readTorchCheckpoint(large) as ArrayData).data]).toEqual([1, 2, 3, 4, 5, 6]);
});

describe.skipIf(!hasPython('torch'))("against Python's torch", () => {
  let expected: Record<string, { dtype: string; shape: number[]; data: number[] }>;
  beforeAll(() => {
    const program = `
import torch, sys, json, collections
torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Conv2d(2, 3, 3), torch.nn.BatchNorm2d(3))
optimiser = torch.optim.Adam(model.parameters(), lr=1e-3)
model(torch.randn(2, 2, 5, 5)).sum().backward(); optimiser.step()
base = torch.arange(24.).reshape(2, 3, 4)
tensors = {name: base.to(getattr(torch, name)) for name in
  'float64 float32 float16 bfloat16 int64 int32 int16 int8 uint8 bool'.split()}
tensors.update(transposed=base.permute(2, 0, 1), slice=base[:, 1:, ::2], expanded=torch.ones(1, 3).expand(4, 3),
  channels_last=torch.randn(2, 3, 4, 5).contiguous(memory_format=torch.channels_last), scalar=torch.tensor(3.5), empty=torch.zeros(0, 2))
container = {'step': 7, 'model': model.state_dict(), 'opt': optimiser.state_dict(), 'tensors': tensors, 'version': '1.0', 'scaler': None,
  'parameter': model[0].bias, 'size': base.shape, 'device': torch.device('cuda', 1), 'type': torch.float16, 'list': [torch.ones(2), (1, 'x')]}
torch.save(container, sys.argv[1] + '/new.pt')
torch.save(container, sys.argv[1] + '/old.pth', _use_new_zipfile_serialization=False)
torch.jit.script(torch.nn.Linear(1, 1)).save(sys.argv[1] + '/script.pt')
out = {**tensors, **model.state_dict()}
print(json.dumps({k: dict(dtype=str(v.dtype)[6:], shape=list(v.shape), data=v.double().flatten().tolist()) for k, v in out.items()}))
`;
    expected = JSON.parse(runPython(program, folder));
  });

  test.each(['new.pt', 'old.pth'])('reads %s', (name) => {
    const value = readTorchCheckpoint(join(folder, name)) as Dict;
    const found = new Map([...(value.get('tensors') as Dict), ...(value.get('model') as Dict)]);
    expect([...found.keys()]).toEqual(Object.keys(expected));
    for (const [key, { dtype, shape, data }] of Object.entries(expected)) {
      const array = found.get(key) as ArrayData;
      expect([key, array.dtype, array.shape]).toEqual([key, dtype, shape]);
      expect([...arrayToNumbers(array)]).toEqual(data);
    }
    expect(value.get('step')).toBe(7);
    expect(value.get('version')).toBe('1.0');
    expect(value.get('scaler')).toBe(null);
    expect(value.get('size')).toEqual([2, 3, 4]);
    expect(value.get('device')).toBe('cuda:1');
    expect(value.get('type')).toBe('torch.float16');
    expect(value.get('list')).toMatchObject([{ shape: [2] }, [1, 'x']]);
    const optimiser = value.get('opt') as Dict;
    const state = optimiser.get('state') as Map<number, Dict>;
    expect([...state.keys()]).toEqual([0, 1, 2, 3]);
    expect((state.get(0)!.get('exp_avg') as ArrayData).shape).toEqual([3, 2, 3, 3]);
    expect((optimiser.get('param_groups') as Dict[])[0].get('lr')).toBe(1e-3);
  });

  test('a script is refused', () => {
    expect(() => readTorchCheckpoint(join(folder, 'script.pt'))).toThrow('TorchScript');
  });

  test('cuts of the older form are refused', () => {
    const whole = readFileSync(join(folder, 'old.pth'));
    for (let length = 0; length < whole.byteLength; length += 37) {
      expect(() => readTorchCheckpoint(whole.subarray(0, length))).toThrow(FormatError);
    }
  });
});
