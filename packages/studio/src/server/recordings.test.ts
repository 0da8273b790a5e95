import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Recordings } from './recordings.js';

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'handbooster-recordings-'));
});
afterEach(() => rmSync(parent, { recursive: true }));

const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0]);

it('keeps pictures one after the other, and goes on behind them', async () => {
  const recordings = new Recordings(parent);
  expect(recordings.begin('mine')).toEqual({ folder: join(parent, 'mine'), count: 0 });
  for (const number of [0, 1, 2]) await recordings.add('mine', number, JPEG);
  expect(readdirSync(join(parent, 'mine'))).toEqual([
    'frame-000000.jpg',
    'frame-000001.jpg',
    'frame-000002.jpg',
  ]);
  expect(recordings.begin('mine').count).toBe(3);
});

it('stays below its folder, and away from what it has not made', async () => {
  const recordings = new Recordings(parent);
  for (const name of ['..', '../x', 'a/b', '/tmp/x', '', '.hidden', 'a\0b']) {
    expect(() => recordings.begin(name)).toThrow('name');
  }
  await expect(recordings.add('other', 0, JPEG)).rejects.toThrow('not begun');
  recordings.begin('mine');
  for (const number of [-1, 0.5, Number.NaN, 1e9]) {
    await expect(recordings.add('mine', number, JPEG)).rejects.toThrow('expected a number');
  }
  await expect(recordings.add('mine', 0, Buffer.from('<html>'))).rejects.toThrow('JPEG');
  writeFileSync(join(parent, 'mine', 'letter.txt'), 'dear');
  expect(() => recordings.begin('mine')).toThrow('other files (letter.txt)');
  // A link that leads away is no folder of recordings.
  const elsewhere = mkdtempSync(join(tmpdir(), 'handbooster-elsewhere-'));
  symlinkSync(elsewhere, join(parent, 'link'));
  expect(() => recordings.begin('link')).toThrow('link');
  expect(existsSync(join(elsewhere, 'frame-000000.jpg'))).toBe(false);
  rmSync(elsewhere, { recursive: true });
});
