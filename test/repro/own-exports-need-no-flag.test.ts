import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { loadBuiltinHand } from '../../packages/handbooster/src/hand/model/builtin-hand.js';
import { writeShardsFixture } from '../../packages/handbooster/test/fixtures/shards-fixture.js';
import { runCli } from '../../packages/handbooster/test/support/run-cli.js';

// Exports of a run with the built-in hand were refused by `data annotate` ("its labels are MANO's") and not
// held against the hand by `data check`, though export.json names it; a COCO export's folder was taken for a
// capture without sequences.
const folder = mkdtempSync(join(tmpdir(), 'own-exports-'));
const shards = join(folder, 'shards');
const exported = (format: string) => join(folder, format);

beforeAll(async () => {
  await writeShardsFixture(shards, loadBuiltinHand('right'));
  for (const format of ['dexycb', 'coco', 'ho3d']) {
    const { code, errors } = await runCli(
      'data',
      'export',
      shards,
      '--format',
      format,
      '-o',
      exported(format),
    );
    expect(code, errors).toBe(0);
  }
});
beforeEach(() => vi.stubEnv('MANO_DIR', ''));
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(folder, { recursive: true }));

it.each([
  ['coco', 'annotations/DEX_YCB_s0_train_data.json', 'COCO'],
  ['coco', '', 'COCO'],
  ['ho3d', '', 'HO3D'],
])('checks %s %s with the hand that it names', async (format, file, layout) => {
  const { code, text } = await runCli('data', 'check', join(exported(format), file));
  expect(text).toContain(`(${layout}): `);
  expect(text).toContain('5 pictures, 5 labelled hands\nnothing wrong was found\n');
  expect(text).not.toContain('no hand model');
  expect(code).toBe(0);
});

it.each([
  ['ho3d', ['--split', 'train'], 'train/'],
  ['dexycb', ['--setup', 'synthetic', '--split', 'train'], ''],
])('annotates the %s export', async (format, flags, below) => {
  const output = join(exported(format), 'annotations', 'own_train_data.json');
  const { code, errors, text } = await runCli('data', 'annotate', exported(format), ...flags, '-o', output);
  expect(code, errors).toBe(0);
  expect(text).toBe(`5 hands in ${output}\n`);
  const { images } = JSON.parse(readFileSync(output, 'utf8'));
  expect(images).toHaveLength(5);
  // What was written is checked with no flag as well, pictures below the folder of the split included.
  const check = await runCli('data', 'check', output);
  expect(check.text).toContain('5 pictures, 5 labelled hands\nnothing wrong was found\n');
  expect(readFileSync(join(exported(format), below, images[0].file_name)).length).toBeGreaterThan(100);
});

it('counts and shows a COCO export by its folder', async () => {
  const { code, text, errors } = await runCli('data', 'stats', exported('coco'));
  expect(code, errors).toBe(0);
  expect(text).toContain('train');
});
