import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StageShards } from './stage-shards.js';

const KEY = '0123456789abcdef';
let root: string;
let shards: StageShards;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'handbooster-stage-shards-'));
  shards = new StageShards(root, 'grasps', KEY);
});
afterEach(() => rmSync(root, { recursive: true }));

/** Makes an item in a shard's folder. */
function make(folder: string, item: string): void {
  mkdirSync(join(folder, 'items'), { recursive: true });
  writeFileSync(join(folder, 'items', item), item);
}

describe('shards of a stage', () => {
  it('are missing until all of one number are finished', () => {
    expect(shards.missing()).toBeNull();
    make(shards.begin({ index: 0, count: 3 }), 'a');
    expect(shards.missing()).toHaveLength(3);
    shards.finish({ index: 0, count: 3 });
    expect(shards.missing()).toEqual([
      { index: 1, count: 3 },
      { index: 2, count: 3 },
    ]);
    // Begun anew with another number: what lacks the fewest counts.
    shards.begin({ index: 1, count: 2 });
    shards.finish({ index: 1, count: 2 });
    expect(shards.missing()).toEqual([{ index: 0, count: 2 }]);
    shards.begin({ index: 0, count: 2 });
    shards.finish({ index: 0, count: 2 });
    expect(shards.missing()).toEqual([]);
    // Those of another key, that is of other settings, are none of these.
    expect(new StageShards(root, 'grasps', 'fedcba9876543210').missing()).toBeNull();
  });

  it('hand over their whole items, finished or not, and nothing that is half written', () => {
    const folder = shards.begin({ index: 0, count: 2 });
    make(folder, 'a');
    make(folder, 'b.0123456789ab.1.part');
    make(folder, 'c.0123456789ab.1.tmp');
    make(shards.begin({ index: 1, count: 2 }), 'd');
    const partial = join(root, 'grasps.partial');
    mkdirSync(join(partial, 'items'), { recursive: true });
    writeFileSync(join(partial, 'items', 'd'), 'mine');
    shards.takeOver(partial);
    expect(readdirSync(join(partial, 'items')).sort()).toEqual(['a', 'd']);
    expect(readFileSync(join(partial, 'items', 'd'), 'utf8')).toBe('mine');
    StageShards.remove(root, 'grasps');
    expect(existsSync(folder)).toBe(false);
    expect(readFileSync(join(partial, 'items', 'a'), 'utf8')).toBe('a');
  });

  it('are begun five times at most without one more item', () => {
    const shard = { index: 0, count: 2 };
    for (let start = 0; start < 5; start++) shards.begin(shard);
    // One more item, and the count begins anew.
    make(shards.begin({ index: 1, count: 2 }), 'elsewhere');
    expect(() => shards.begin(shard)).toThrow(/started 5 times without finishing one more item/);
    make(join(root, 'shards', 'grasps', KEY.slice(0, 12), '0-of-2'), 'a');
    for (let start = 0; start < 5; start++) shards.begin(shard);
    expect(() => shards.begin(shard)).toThrow(/remove .*0-of-2\.starts/);
  });
});
