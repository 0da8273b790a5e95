import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sphereMesh } from '../../geometry/mesh/solid-mesh.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { type GenerateGraspsInput, generateGrasps } from '../generate-grasps.js';
import { ENERGY_TERMS } from '../grasp-options.js';
import { GRASP_TABLE_FILE } from './grasp-table.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'grasps-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function input(changes: Partial<GenerateGraspsInput> = {}): GenerateGraspsInput {
  return {
    objects: [{ id: 31, name: 'ball', ...sphereMesh(0.035, 2) }],
    hand: loadBuiltinHand(),
    perObject: 3,
    seed: 7,
    outDir: join(folder, 'set'),
    options: {
      iterations: 10,
      chunk: 2,
      drops: 2,
      draws: 2,
      trials: { count: 1, iterations: 0, most: 1, imbalance: 9 },
    },
    ...changes,
  };
}

const hash = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

describe('the table of a set', () => {
  it('holds every number of every grasp, readable by others', async () => {
    const { records, manifest } = await generateGrasps(input());
    const file = Uint8Array.from(readFileSync(join(folder, 'set', GRASP_TABLE_FILE))).buffer;
    const rows = await parquetReadObjects({ file });
    expect(rows.length).toBe(3);
    rows.forEach((row, i) => {
      const record = records[i];
      expect([row.id, row.object, row.object_id, row.index]).toEqual([`ball/${i}`, 'ball', 31, i]);
      expect([row.valid, row.holding, row.held_directions ?? null]).toEqual([
        record.valid,
        record.holding,
        null,
      ]);
      for (const name of ['pose', 'betas', 'translation', 'start', 'contacts'] as const) {
        expect(row[name], name).toEqual(Array.from(record[name]));
      }
      const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      ENERGY_TERMS.forEach((term, t) => {
        expect(row[`${snake(term)}_before`], term).toBe(record.termsBefore[t]);
        expect(row[`${snake(term)}_after`], term).toBe(record.termsAfter[t]);
      });
      for (const [name, value] of Object.entries(record.measures)) expect(row[snake(name)], name).toBe(value);
      expect(row.energy_after).toBe(record.energyAfter);
      expect(row.rejected_by.split(',').filter(Boolean).length).toBe(record.rejections.length);
    });
    const note = parquetMetadata(file).key_value_metadata?.find(({ key }) => key === 'handbooster-grasps');
    expect(JSON.parse(note?.value ?? '')).toEqual(JSON.parse(JSON.stringify(manifest)));
  });

  it('is written when the last shard ends, with the bytes of an undivided run, and goes when the set grows', async () => {
    await generateGrasps(input());
    const whole = join(folder, 'set', GRASP_TABLE_FILE);
    const outDir = join(folder, 'shards');
    const path = join(outDir, GRASP_TABLE_FILE);
    await generateGrasps(input({ outDir, shard: { index: 1, count: 2 } }));
    expect(existsSync(path)).toBe(false);
    await generateGrasps(input({ outDir, shard: { index: 0, count: 2 } }));
    expect(hash(path)).toBe(hash(whole));
    const stop = new AbortController();
    const more = input({
      outDir,
      perObject: 6,
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('enough')),
    });
    await expect(generateGrasps(more)).rejects.toThrow('enough');
    expect(existsSync(path)).toBe(false);
  });
});
