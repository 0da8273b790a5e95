import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as io from '@handbooster/torch/io';
import { afterAll, describe, expect, it } from 'vitest';
import { encodePickle, type Pickled } from './encode-pickle.js';

const folder = mkdtempSync(join(tmpdir(), 'encode-pickle-'));
afterAll(() => rmSync(folder, { recursive: true }));

const PYTHON = '/usr/bin/python3';
const withNumpy =
  existsSync(PYTHON) &&
  (() => {
    try {
      execFileSync(PYTHON, ['-c', 'import numpy'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  })();

const value: Pickled = {
  dict: [
    ['name', '003_cracker_box'],
    ['long', 'x'.repeat(300)],
    ['count', -7],
    ['large', 2 ** 40],
    ['scale', 0.1],
    ['none', null],
    ['list', ['0', '1', 2]],
    ['single', { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 0.1) }],
    ['double', { shape: [3], data: Float64Array.of(0.1, -1e300, 3) }],
    ['bools', { shape: [2, 2], bools: [true, false, false, true] }],
  ],
};

describe.each([2, 3] as const)('a pickle of protocol %i', (protocol) => {
  it.runIf(withNumpy)('is what Python and NumPy read (left out without them)', () => {
    const path = join(folder, `${protocol}.pkl`);
    writeFileSync(path, encodePickle(value, { protocol }));
    const script = `import json, pickle
v = pickle.load(open('${path}', 'rb'), encoding='latin1')
for k in ('single', 'double', 'bools'): v[k] = [str(v[k].dtype), v[k].shape, v[k].flatten().tolist()]
print(json.dumps(v))`;
    const found = JSON.parse(execFileSync(PYTHON, ['-c', script], { encoding: 'utf8' }));
    expect(found).toEqual({
      name: '003_cracker_box',
      long: 'x'.repeat(300),
      count: -7,
      large: 2 ** 40,
      scale: 0.1,
      none: null,
      list: ['0', '1', 2],
      single: ['float32', [2, 3], [1, 2, 3, 4, 5, Math.fround(0.1)]],
      double: ['float64', [3], [0.1, -1e300, 3]],
      bools: ['bool', [2, 2], [true, false, false, true]],
    });
  });

  it('comes back through the reader', () => {
    const read = io.unpickle(encodePickle(value, { protocol })) as Map<string, io.PickleValue>;
    expect(read.get('name')).toBe('003_cracker_box');
    expect(read.get('list')).toEqual(['0', '1', 2]);
    expect(read.get('single')).toMatchObject({ shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 0.1) });
    expect(encodePickle(value, { protocol }).equals(encodePickle(value, { protocol }))).toBe(true);
  });
});
