import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Interrupted } from '../../base/errors/interrupted.js';
import { SILENT_PROGRESS } from '../../base/progress.js';
import { conditionWords } from '../../cli/tables/condition-words.js';
import { type StoredCondition, writeConditions } from '../../conditions/creation/condition-files.js';
import { identityRigid } from '../../geometry/rigid-motion.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { writeCaptureNote } from '../../pipeline/outputs/captured-data.js';
import { renderConditionSheets } from './condition-sheets.js';
import { showConditions } from './show-conditions.js';

const hand = loadBuiltinHand('right');
const SIZE = 32;
/** `tileSheet` leaves this much white around each tile. */
const GAP = 4;

function condition(index: number): StoredCondition {
  const pose = new Float32Array(48);
  const betas = new Float32Array(10);
  const translation = Float32Array.of(-0.08, 0, 0.6 + 0.02 * index);
  const { joints } = decodeHands(hand, pose, betas, translation);
  return {
    id: String(index).padStart(6, '0'),
    kind: index % 2 === 0 ? 'novel-grasp' : 'novel-view',
    source: 'source',
    reference: 'reference',
    subject: 'one',
    camera: { fx: 600, fy: 600, cx: 320, cy: 240, width: 640, height: 480 },
    hand: { side: 'right', pose, betas, translation, modelHash: hand.hash },
    joints,
    objects: [{ id: 5, name: '005_tomato_soup_can', pose: identityRigid() }],
    grasped: 0,
    box: [220, 140, 200, 200],
    orientation: Float32Array.of(1, 0, 0, 0),
    visible: 0.5 + 0.1 * index,
  };
}

describe('sheets of conditions', () => {
  let run: string;
  beforeAll(async () => {
    run = mkdtempSync(join(tmpdir(), 'handbooster-sheets-'));
    for (const stage of ['capture', 'conditions']) mkdirSync(join(run, stage));
    writeFileSync(join(run, 'config.yaml'), 'conditions: { renderSize: 32 }\n');
    writeCaptureNote(join(run, 'capture'), {
      root: 'data',
      setup: 's0',
      train: 'train',
      validation: 'val',
      tests: [],
    });
    await writeConditions(join(run, 'conditions'), [0, 1, 2, 3, 4].map(condition));
  });
  afterAll(() => rmSync(run, { recursive: true }));
  const render = (options: Partial<Parameters<typeof renderConditionSheets>[1]> = {}) =>
    renderConditionSheets(run, {
      perSheet: 2,
      perRow: 2,
      maps: ['segmentation'],
      size: SIZE,
      progress: SILENT_PROGRESS,
      signal: new AbortController().signal,
      ...options,
    });

  it('show a map and the joints over it for each condition', async () => {
    const paths = await render();
    expect(paths.map((path) => basename(path))).toEqual(['000000.png', '000002.png', '000004.png']);
    const { data, info } = await sharp(paths[0]).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([2 * SIZE + 3 * GAP, 2 * SIZE + 3 * GAP]);
    const colors = (left: number, top: number) => {
      const found = new Set<string>();
      for (let y = top; y < top + SIZE; y++) {
        for (let x = left; x < left + SIZE; x++) {
          found.add([0, 1, 2].map((k) => data[3 * (y * info.width + x) + k]).join());
        }
      }
      return found;
    };
    // The map knows the hand and the background only; the picture below it has bones too.
    expect([...colors(GAP, GAP)].sort()).toEqual(['0,0,0', '255,0,0']);
    expect(colors(GAP, 2 * GAP + SIZE).size).toBeGreaterThan(5);
  });

  it('are kept when they are there, and made anew with other options or conditions', async () => {
    const [path] = await render();
    writeFileSync(path, 'kept');
    await render();
    expect(readFileSync(path, 'utf8')).toBe('kept');
    await render({ size: 16 });
    expect((await sharp(path).metadata()).width).toBe(2 * 16 + 3 * GAP);
    writeFileSync(path, 'old');
    await writeConditions(join(run, 'conditions'), [4, 3, 2, 1, 0].map(condition));
    const [first] = await render({ size: 16 });
    expect(basename(first)).toBe('000004.png');
    expect(readdirSync(join(run, 'condition-sheets')).sort()).toEqual([
      '000000.png',
      '000002.png',
      '000004.png',
      'sheets.key',
    ]);
    expect((await sharp(join(run, 'condition-sheets', '000000.png')).metadata()).format).toBe('png');
  });

  it('are shared between shards without a rest', async () => {
    const whole = await render();
    const shards = await Promise.all([0, 1].map((index) => render({ shard: { index, count: 2 } })));
    expect(shards.flat().sort()).toEqual([...whole].sort());
  });

  it('refuse what they cannot draw', async () => {
    await expect(render({ maps: ['normals'] })).rejects.toThrow(/maps: expected some of normal, texture/);
    await expect(render({ size: 3 })).rejects.toThrow(/size/);
    await expect(render({ perSheet: 0 })).rejects.toThrow(/at least one/);
    await expect(
      renderConditionSheets(tmpdir(), { progress: SILENT_PROGRESS, signal: new AbortController().signal }),
    ).rejects.toThrow(/expected the folder of a run/);
    const controller = new AbortController();
    controller.abort();
    await expect(render({ signal: controller.signal })).rejects.toThrow(Interrupted);
  });
});

describe('words about conditions', () => {
  it('count and describe', async () => {
    const run = mkdtempSync(join(tmpdir(), 'handbooster-show-'));
    for (const stage of ['capture', 'conditions']) mkdirSync(join(run, stage));
    writeFileSync(join(run, 'config.yaml'), 'conditions: { renderSize: 32 }\n');
    writeFileSync(join(run, 'capture', 'source.json'), '{"root": "data"}');
    await writeConditions(join(run, 'conditions'), [0, 1, 2].map(condition));
    const all = conditionWords(await showConditions(run, { ids: [] }));
    expect(all).toContain('3 conditions');
    expect(all).toContain('kinds: novel-grasp 2, novel-view 1');
    expect(all).toContain('visible hand: least 50 %');
    const output = join(run, 'one.png');
    expect(conditionWords(await showConditions(run, { ids: ['1'], output }))).toContain(
      '000001  novel-view of source',
    );
    expect((await sharp(output).metadata()).height).toBe(6 * 32 + 7 * GAP);
    await expect(showConditions(run, { ids: ['9'] })).rejects.toThrow(/no condition 9; there are 3/);
    await expect(showConditions(run, { ids: [], output })).rejects.toThrow(/name the conditions/);
    rmSync(run, { recursive: true });
  });
});
