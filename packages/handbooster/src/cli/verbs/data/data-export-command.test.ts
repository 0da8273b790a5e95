import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeShardsFixture } from '../../../../test/fixtures/shards-fixture.js';
import { runCli } from '../../../../test/support/run-cli.js';
import { loadBuiltinHand } from '../../../hand/model/builtin-hand.js';

const folder = mkdtempSync(join(tmpdir(), 'data-export-'));
const shards = join(folder, 'shards');
beforeAll(() => writeShardsFixture(shards, loadBuiltinHand('right')));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]) => runCli('data', ...args);

it('writes a folder of shards in another layout, with the hand that its labels name', async () => {
  const output = join(folder, 'coco');
  const { code, text } = await run('export', shards, '--format', 'coco', '-o', output);
  expect([code, text]).toEqual([0, `5 pictures in ${output}\n`]);
  expect(existsSync(join(output, 'annotations', 'DEX_YCB_s0_train_data.json'))).toBe(true);
  expect(readFileSync(join(output, 'README.md'), 'utf8')).toContain(
    'not to MANO: a MANO layer makes another hand',
  );
  const check = await run(
    'check',
    join(output, 'annotations', 'DEX_YCB_s0_train_data.json'),
    '--hand',
    'builtin',
  );
  expect(check.text).toContain('5 pictures, 5 labelled hands\nnothing wrong was found');
  // The same command again has nothing to do; another one must not write over it.
  expect((await run('export', shards, '--format', 'coco', '-o', output)).code).toBe(0);
  const other = await run('export', shards, '--format', 'ho3d', '-o', output);
  expect(other.code).toBe(42);
  expect(other.errors).toMatch(
    /coco: expected no such folder yet, found an export of other data or settings/,
  );
});

it.each([
  [
    ['export', shards, '--format', 'voc', '-o', 'x'],
    /--format: expected one of dexycb, coco, ho3d, found "voc"/,
    2,
  ],
  [
    ['export', shards, '--format', 'ho3d', '--frame', 'half', '-o', 'x'],
    /--frame: expected one of full, crop, found "half"/,
    2,
  ],
  [
    ['export', folder, '--format', 'ho3d', '-o', 'x'],
    /expected the folder of a run, of a dataset in shards/,
    42,
  ],
  [
    ['annotate', shards, '-o', join(folder, 'x.json')],
    /written by: handbooster data export .* --format coco/,
    42,
  ],
  [
    ['annotate', join(folder, 'no'), '-o', join(folder, 'x.json')],
    /no such folder; expected the root of a dataset/,
    42,
  ],
])('says what is wrong with: %s', async (args, message, expected) => {
  const { code, errors } = await run(...args);
  expect(errors).toMatch(message);
  expect(code).toBe(expected);
});
