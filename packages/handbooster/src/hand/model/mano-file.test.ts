import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ArrayData, writeNpz } from '@handbooster/torch/io';
import { afterAll, describe, expect, test } from 'vitest';
import { hasPython, runPython } from '../../../test/fixtures/python.js';
import { InputError } from '../../base/errors/input-error.js';
import { loadBuiltinHand } from './builtin-hand.js';
import { findHandModel, manoFile } from './find-hand-model.js';
import { furthestTips } from './finger-tips.js';
import { readManoPickle } from './mano-file.js';

const folder = mkdtempSync(join(tmpdir(), 'mano-'));
afterAll(() => rmSync(folder, { recursive: true }));

const builtin = loadBuiltinHand();
const count = builtin.template.length / 3;

/** The built-in hand under MANO's keys. */
function arrays(): Map<string, ArrayData> {
  const float = (data: Float32Array, shape: number[]): ArrayData => ({ dtype: 'float32', shape, data });
  return new Map<string, ArrayData>([
    ['v_template', float(builtin.template, [count, 3])],
    ['f', { dtype: 'uint32', shape: [builtin.faces.length / 3, 3], data: builtin.faces }],
    ['shapedirs', float(builtin.shapeDirections, [count, 3, 10])],
    ['posedirs', float(builtin.poseDirections, [count, 3, 135])],
    ['weights', float(builtin.weights, [count, 16])],
    ['J_regressor', float(builtin.jointRegressor, [16, count])],
    [
      'kintree_table',
      {
        dtype: 'int64',
        shape: [2, 16],
        data: BigInt64Array.from(
          [...builtin.parents, ...Array(16).keys()].map((p) => (p < 0 ? 4294967295n : BigInt(p))),
        ),
      },
    ],
    ['hands_components', float(builtin.poseComponents, [45, 45])],
    ['hands_mean', float(builtin.poseMean, [45])],
  ]);
}

function saved(name: string, change: (values: Map<string, ArrayData>) => void = () => {}): string {
  const values = arrays();
  change(values);
  const path = join(folder, name);
  writeNpz(path, values);
  return path;
}

describe('readManoPickle', () => {
  test('reads an .npz with MANO keys, whatever its vertex count', () => {
    const model = readManoPickle(saved('MANO_RIGHT.npz'));
    expect(model).toMatchObject({ name: 'mano-right', side: 'right' });
    expect(model.hash).toBe(readManoPickle(saved('again.npz')).hash);
    for (const key of [
      'template',
      'faces',
      'weights',
      'jointRegressor',
      'shapeDirections',
      'poseDirections',
      'parents',
    ] as const) {
      expect(model[key]).toEqual(builtin[key]);
    }
    expect(model.tips).toEqual(furthestTips(builtin));
  });

  test('takes the first ten of twenty shape directions', () => {
    const path = saved('wide.npz', (values) => {
      const wide = Float32Array.from({ length: count * 60 }, (_, i) =>
        i % 20 < 10 ? builtin.shapeDirections[Math.floor(i / 20) * 10 + (i % 20)] : 7,
      );
      values.set('shapedirs', { dtype: 'float32', shape: [count, 3, 20], data: wide });
    });
    expect(readManoPickle(path).shapeDirections).toEqual(builtin.shapeDirections);
  });

  test("mends the left hand's shape directions as asked", () => {
    const path = saved('MANO_LEFT.npz');
    const [asIs, mirror, ho3d] = (['none', 'mirror', 'ho3d'] as const).map(
      (leftShapeFix) => readManoPickle(path, { leftShapeFix }).shapeDirections,
    );
    expect(readManoPickle(path).side).toBe('left');
    expect(asIs).toEqual(builtin.shapeDirections);
    expect(mirror).toEqual(
      builtin.shapeDirections.map((value, i) => (Math.floor(i / 10) % 3 === 0 ? -value : value)),
    );
    expect(ho3d).toEqual(builtin.shapeDirections.map((value) => -value));
    const right = readManoPickle(path, { side: 'right', leftShapeFix: 'mirror' });
    expect(right.shapeDirections).toEqual(builtin.shapeDirections);
  });

  test.each<[string, (values: Map<string, ArrayData>) => void, RegExp]>([
    ['a missing key', (v) => v.delete('weights'), /'weights': expected an array \[1159, 16\], found nothing/],
    [
      'a wrong shape',
      (v) => v.set('hands_mean', { dtype: 'float32', shape: [3], data: new Float32Array(3) }),
      /'hands_mean': expected an array \[45\], found \[3\]/,
    ],
    [
      'rows that do not sum to 1',
      (v) => v.set('weights', { dtype: 'float32', shape: [count, 16], data: new Float32Array(count * 16) }),
      /weights: expected rows that sum to 1/,
    ],
    [
      'a face past the end',
      (v) => v.set('f', { dtype: 'uint32', shape: [1, 3], data: Uint32Array.of(0, 1, 5000) }),
      /faces: expected vertex indices below 1159, found 5000/,
    ],
    [
      'a number that is none',
      (v) =>
        v.set('v_template', {
          dtype: 'float32',
          shape: [count, 3],
          data: builtin.template.map((x, i) => (i === 9 ? NaN : x)),
        }),
      /template: expected finite numbers, found NaN at 9/,
    ],
  ])('refuses %s, naming file and key', (name, change, message) => {
    const path = saved(`${name}.npz`, change);
    expect(() => readManoPickle(path)).toThrow(InputError);
    expect(() => readManoPickle(path)).toThrow(message);
    expect(() => readManoPickle(path)).toThrow(path);
  });

  test('refuses a missing or damaged file', () => {
    expect(() => readManoPickle(join(folder, 'none.pkl'))).toThrow(InputError);
    const broken = join(folder, 'broken.pkl');
    writeFileSync(broken, 'not a pickle');
    expect(() => readManoPickle(broken)).toThrow(
      /broken\.pkl: cannot be read as a MANO model.*mano\.is\.tue\.mpg\.de/,
    );
  });

  test.skipIf(!hasPython('numpy'))('reads a chumpy-free re-save by a present-day Python', () => {
    const path = join(folder, 'MANO_RIGHT.pkl');
    const script = [
      'import sys, pickle, numpy as np',
      'data = dict(np.load(sys.argv[1]))',
      'data["bs_type"] = "lrotmin"',
      'pickle.dump(data, open(sys.argv[2], "wb"), protocol=4)',
    ];
    runPython([...script, 'print("true")'].join('\n'), saved('source.npz'), path);
    expect(readManoPickle(path).hash).toBe(readManoPickle(join(folder, 'source.npz')).hash);
  });
});

describe('findHandModel', () => {
  test('is the built-in hand where nothing else is named', () => {
    expect(findHandModel({ env: {} })).toBe(builtin);
    expect(findHandModel({ env: { MANO_DIR: '' }, side: 'left' })).toBe(loadBuiltinHand('left'));
    expect(findHandModel({ path: 'builtin', env: { MANO_DIR: folder } })).toBe(builtin);
  });

  test('looks into a path, then into MANO_DIR, and their customary folders', () => {
    const home = join(folder, 'mano_v1_2', 'models');
    mkdirSync(home, { recursive: true });
    saved('mano_v1_2/models/MANO_RIGHT.npz');
    expect(manoFile(join(folder, 'mano_v1_2'))).toBe(join(home, 'MANO_RIGHT.npz'));
    expect(findHandModel({ env: { MANO_DIR: join(folder, 'mano_v1_2') } }).name).toBe('mano-right');
    expect(findHandModel({ path: join(home, 'MANO_RIGHT.npz'), env: {} }).name).toBe('mano-right');
  });

  test('never falls back in silence', () => {
    expect(() => findHandModel({ path: join(folder, 'nowhere'), env: {} })).toThrow(
      /hand model: .*nowhere: found no MANO_RIGHT\.pkl/,
    );
    expect(() => findHandModel({ env: { MANO_DIR: join(folder, 'mano_v1_2') }, side: 'left' })).toThrow(
      /MANO_DIR is .*: found no MANO_LEFT\.pkl or MANO_LEFT\.npz/,
    );
  });
});
