import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli } from '../../../test/support/run-cli.js';
import { lockOutput } from '../../base/files/folder-lock.js';

const folder = mkdtempSync(join(tmpdir(), 'handbooster-outputs-'));
beforeAll(() => {
  writeFileSync(join(folder, 'a.json'), '{"images": [], "annotations": []}');
  writeFileSync(join(folder, 'predicted.json'), '[[], []]');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);

it.each([
  ['out', ['data', 'export', '.', '--format', 'coco', '-o', at('out')]],
  ['out.json', ['data', 'merge', at('a.json'), '-o', at('out.json')]],
  ['out.json', ['data', 'annotate', '.', '-o', at('out.json')]],
  ['out.safetensors', ['import', at('a.json'), '-o', at('out.safetensors')]],
  ['out.zip', ['evaluate', 'ho3d', '--predictions', at('predicted.json'), '--submission', at('out.zip')]],
])('a second one that writes %s is told who is at it, with 75: %j', async (name, args) => {
  const lock = await lockOutput(at(name));
  try {
    const { code, errors, text } = await runCli(...args);
    expect(errors).toMatch(new RegExp(`${name}: process ${process.pid} of .* is at work there.* with -o`));
    expect([code, text]).toEqual([75, '']);
  } finally {
    await lock.release();
  }
  // And nobody is in the way afterwards.
  const { code } = await runCli(...args);
  expect(code).not.toBe(75);
  expect(readdirSync(folder).filter((entry) => entry.includes('.lock'))).toEqual([]);
});

it('lets several put files of their own names into one folder', async () => {
  const lock = await lockOutput(folder);
  const { errors } = await runCli('reconstruct', at('none.jpg'), '-o', folder);
  await lock.release();
  expect(errors).not.toMatch(/is at work there/);
});
