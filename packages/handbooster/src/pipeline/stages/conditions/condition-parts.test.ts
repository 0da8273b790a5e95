import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { storedCondition as condition } from '../../../../test/fixtures/stored-condition.js';
import { readConditions, writeConditions } from '../../../conditions/creation/condition-files.js';
import { ItemParts } from '../../shards/item-parts.js';
import { joinParts, writePart } from './condition-parts.js';

describe('parts of conditions', () => {
  it('join to the bytes of one file, whoever drew them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'handbooster-parts-'));
    const all = ['000000', '000001', '000002'].map(condition);
    await writeConditions(folder, all);
    const file = () => readFileSync(join(folder, 'conditions.jsonl'), 'utf8');
    const before = file();
    // The last part first; one without any condition in between.
    const parts = new ItemParts(folder, 6, 2);
    expect(parts.firsts()).toEqual([0, 2, 4]);
    await writePart(parts.file(4), all.slice(2), { hidden: 1 });
    await writePart(parts.file(0), all.slice(0, 2), { hidden: 2, away: 3 });
    expect(parts.isThere(2)).toBe(false);
    await writePart(parts.file(2), [], {});
    expect(parts.isThere(2)).toBe(true);
    expect(await joinParts(parts)).toEqual({
      conditions: 3,
      novelGrasps: 3,
      novelViews: 0,
      redrawn: { hidden: 3, away: 3 },
    });
    expect(file()).toBe(before);
    expect(await readConditions(folder)).toEqual(all);
    rmSync(folder, { recursive: true });
  });
});
