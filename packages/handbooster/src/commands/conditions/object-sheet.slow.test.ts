import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SMALL_GRASP_SETTINGS } from '../../../test/support/small-grasp-settings.js';
import { SILENT_PROGRESS } from '../../base/progress.js';
import { generateGraspSet } from '../grasps/generate-grasp-set.js';
import { renderObjectSheet } from './object-sheet.js';

const ready = { progress: SILENT_PROGRESS, signal: new AbortController().signal };
const SIZE = 32;
const GAP = 4;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'object-sheet-'));
  await generateGraspSet({
    objects: 'procedural',
    names: ['003_cracker_box'],
    perObject: 2,
    ...SMALL_GRASP_SETTINGS,
    output: join(folder, 'set'),
    ...ready,
  });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a sheet of the objects of a set', () => {
  it('has eight pictures in a row, of which each shows what it is called', async () => {
    const output = join(folder, 'objects.png');
    const names = await renderObjectSheet([join(folder, 'set')], { size: SIZE, output, ...ready });
    expect(names).toEqual(['003_cracker_box']);
    const { data, info } = await sharp(output).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([8 * (SIZE + GAP) + GAP, SIZE + 2 * GAP]);
    const tile = (column: number) =>
      Array.from({ length: SIZE * SIZE }, (_, i) => {
        const at = 3 * ((GAP + Math.floor(i / SIZE)) * info.width + GAP + column * (SIZE + GAP) + (i % SIZE));
        return [data[at], data[at + 1], data[at + 2]] as const;
      });
    const [texture, , depth, segmentation, , arm] = [0, 1, 2, 3, 4, 5].map(tile);
    const hand = segmentation.filter(([red]) => red === 255).length;
    const object = segmentation.filter(([, green]) => green === 255).length;
    expect(Math.min(hand, object)).toBeGreaterThan(20);
    depth.forEach(([red, green, blue], i) => {
      expect([green, blue]).toEqual([red, red]);
      expect(red > 0).toBe(segmentation[i].some((value) => value > 0));
    });
    const lit = (pixels: typeof texture) => pixels.filter(([red]) => red > 0).length;
    // Fills the picture, and a forearm adds to it.
    expect(lit(texture)).toBeGreaterThan(0.15 * SIZE * SIZE);
    expect(lit(arm)).toBeGreaterThan(lit(texture) + 10);
  });

  it('says what is wrong with its size', async () => {
    const output = join(folder, 'small.png');
    await expect(renderObjectSheet([join(folder, 'set')], { size: 4, output, ...ready })).rejects.toThrow(
      /at least 16 pixels, found 4/,
    );
  });
});
