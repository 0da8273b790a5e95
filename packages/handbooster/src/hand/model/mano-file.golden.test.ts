import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { goldenFolder, hasGolden } from '../../../test/support/formula-tensors.js';
import { InputError } from '../../base/errors/input-error.js';
import { MANO_TIPS } from './finger-tips.js';
import { readManoPickle } from './mano-file.js';

const folder = mkdtempSync(join(tmpdir(), 'mano-golden-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!hasGolden('hand_model'))('readManoPickle', () => {
  test('reads the published pickle form: chumpy, scipy, Python 2', () => {
    const path = `${goldenFolder}/hand_model/MANO_RIGHT.pkl`;
    const model = readManoPickle(path);
    const vertices = model.template.length / 3;
    if (vertices === 778) expect([...model.tips]).toEqual([...MANO_TIPS.manopth]);
    expect([...readManoPickle(path, { tips: [1, 2, 3, 4, 5] }).tips]).toEqual([1, 2, 3, 4, 5]);
    const cut = join(folder, 'cut.pkl');
    writeFileSync(cut, readFileSync(path).subarray(0, 100_000));
    expect(() => readManoPickle(cut)).toThrow(InputError);
  });
});
