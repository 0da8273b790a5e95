import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SILENT_PROGRESS } from '../../../base/progress.js';
import { imagePath, writeImage } from '../../../synthesis/generated-images.js';
import type { SynthesisCondition } from '../../../synthesis/synthesise.js';
import { synthesiseConditions } from './synthesise-conditions.js';

const IDS = Array.from({ length: 10 }, (_, i) => `condition-${i}`);
let folder: string;
/** Ids of the groups that the pool was asked for. */
let asked: string[][];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'handbooster-'));
  asked = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(options: { shard?: { index: number; count: number }; stopAfter?: number } = {}) {
  const stop = new AbortController();
  return synthesiseConditions({
    pool: {
      ahead: 2,
      async make(group: readonly SynthesisCondition[]) {
        asked.push(group.map(({ id }) => id));
        if (asked.length === options.stopAfter) stop.abort();
        return group.map(({ id }, index) => ({ index, id, image: new Uint8Array(12) }));
      },
    },
    size: 2,
    ids: IDS,
    load: async (at) => ({ id: IDS[at], maps: {}, orientation: [1, 0, 0, 0] }),
    group: 4,
    shard: options.shard ?? { index: 0, count: 1 },
    folder,
    progress: SILENT_PROGRESS,
    signal: stop.signal,
  });
}
const there = () => IDS.filter((id) => existsSync(imagePath(folder, id)));

test('each condition gets an image, in groups by position of which the last is short', async () => {
  await run();
  expect(asked).toEqual([IDS.slice(0, 4), IDS.slice(4, 8), IDS.slice(8)]);
  expect(there()).toEqual(IDS);
});

test('shards make the same groups, each its own', async () => {
  await run({ shard: { index: 1, count: 2 } });
  expect(asked).toEqual([IDS.slice(4, 8)]);
  await run({ shard: { index: 0, count: 2 } });
  expect(there()).toEqual(IDS);
});

test('a group is made again only where an image of it is missing', async () => {
  for (const id of IDS.slice(0, 7)) await writeImage(folder, id, new Uint8Array(12), 2);
  writeFileSync(imagePath(folder, IDS[0]), 'kept as it is');
  await run();
  expect(asked).toEqual([IDS.slice(4, 8), IDS.slice(8)]);
});

test('what was begun when a stop is asked for is finished and kept', async () => {
  await expect(run({ stopAfter: 1 })).rejects.toThrow('stopped on request');
  expect(there()).toEqual(asked.flat());
  expect(asked.length).toBeLessThan(3);
});
