import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { storedCondition } from '../../../../test/fixtures/stored-condition.js';
import { SILENT_PROGRESS } from '../../../base/progress.js';
import { drawConditionParts, drawConditions } from './draw-conditions.js';

/** More than two parts of 256. */
const COUNT = 600;
let folder: string;
let drawn: number[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'handbooster-'));
  drawn = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

function input({ ahead = 4, stopAfter = Number.POSITIVE_INFINITY } = {}) {
  const stop = new AbortController();
  return {
    drawer: {
      /**
       * Every seventh is given up after two refusals; later items are quicker, so that order has to be kept.
       */
      async condition(item: number) {
        drawn.push(item);
        if (drawn.length === stopAfter) stop.abort();
        if (item % 2 === 0) await Promise.resolve();
        if (item % 7 === 0) return { condition: null, faults: ['hidden', 'away'] };
        return {
          condition: storedCondition(String(item).padStart(6, '0')),
          faults: item % 5 === 0 ? ['away'] : [],
        };
      },
    },
    ahead,
    count: COUNT,
    folder,
    progress: SILENT_PROGRESS,
    signal: stop.signal,
  };
}
const file = () => readFileSync(join(folder, 'conditions.jsonl'), 'utf8');
const given = Array.from({ length: COUNT }, (_, i) => i).filter((item) => item % 7 !== 0);

test('conditions stand in order, those given up are left out, refusals are counted', async () => {
  const counts = await drawConditions(input());
  const ids = file()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).id);
  expect(ids).toEqual(given.map((item) => String(item).padStart(6, '0')));
  const sevens = COUNT - given.length;
  expect(counts).toEqual({
    conditions: given.length,
    novelGrasps: given.length,
    novelViews: 0,
    redrawn: { hidden: sevens, away: sevens + given.filter((item) => item % 5 === 0).length },
  });
  expect(readdirSync(folder)).toEqual(['conditions.jsonl']);
});

test('the same bytes however many are drawn at a time, by shards, and after a stop; nothing is drawn twice', async () => {
  await drawConditions(input({ ahead: 1 }));
  const once = file();
  rmSync(join(folder, 'conditions.jsonl'));
  drawn = [];
  await drawConditionParts(input({ ahead: 16 }), { index: 1, count: 2 });
  expect(Math.min(...drawn)).toBe(256);
  // Stopped in its second part: the first one stays.
  await expect(drawConditions(input({ stopAfter: drawn.length + 300 }))).rejects.toThrow(
    'stopped on request',
  );
  const before = drawn.length;
  await drawConditions(input());
  expect(drawn.slice(before).every((item) => item >= 512)).toBe(true);
  expect(file()).toBe(once);
});
