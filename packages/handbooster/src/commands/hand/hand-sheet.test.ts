import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { handTable } from '../../cli/tables/hand-table.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { drawHand, type HandView } from './draw-hand.js';
import { measureHand } from './measure-hand.js';
import { bendTable, drawHandSheet, shapeTable } from './show-hand.js';

const right = loadBuiltinHand('right');
const folder = mkdtempSync(join(tmpdir(), 'hand-sheet-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Columns and rows of a picture that show the hand: everything that is not as light as the paper. */
function outline(model: typeof right, view: HandView, betas = new Float32Array(10)) {
  const size = 140; // a pixel is 2 mm
  const { vertices } = decodeHands(model, new Float32Array(48), betas);
  const pixels = drawHand(model, vertices, view, size);
  const columns = new Array<number>(size).fill(0);
  const rows = new Array<number>(size).fill(0);
  for (let i = 0; i < size * size; i++) {
    if (pixels[3 * i + 2] > 200) continue;
    columns[i % size]++;
    rows[Math.floor(i / size)]++;
  }
  const extent = (counts: number[]) => counts.filter((count) => count > 0).length;
  return { columns, rows, width: extent(columns), height: extent(rows) };
}

describe('drawHand', () => {
  it('shows the hand in its size, fingers up', () => {
    const { height, rows } = outline(right, 'back');
    let [low, high] = [1, -1];
    for (let v = 0; v < right.template.length; v += 3) {
      low = Math.min(low, right.template[v]);
      high = Math.max(high, right.template[v]);
    }
    // The fingers point along -x at rest.
    expect(height * 2).toBeGreaterThan((high - low) * 1000 - 8);
    expect(height * 2).toBeLessThan((high - low) * 1000 + 8);
    const half = (from: number, to: number) => Math.max(...rows.slice(from, to));
    expect(half(0, 40)).toBeLessThan(half(60, 140)); // fingers above, palm and thumb below
  });

  it('shows the thumb of a right hand at the left of its back, at the right of its palm; of a left one mirrored', () => {
    const middle = (columns: number[]) => {
      const total = columns.reduce((sum, count) => sum + count, 0);
      const first = columns.findIndex((count) => count > 0);
      const last = columns.length - 1 - [...columns].reverse().findIndex((count) => count > 0);
      return columns.reduce((sum, count, x) => sum + count * x, 0) / total - (first + last) / 2;
    };
    // Most of the hand lies away from the thumb's tip.
    expect(middle(outline(right, 'back').columns)).toBeGreaterThan(2);
    expect(middle(outline(right, 'palm').columns)).toBeLessThan(-2);
    expect(middle(outline(loadBuiltinHand('left'), 'back').columns)).toBeLessThan(-2);
  });
});

describe('tables of a hand', () => {
  it('measure an adult’s hand over two deviations of every direction', () => {
    const sizes = shapeTable(right).map((row) => row.sizes);
    expect(sizes).toHaveLength(21);
    // From small women to large men, wrist's crease to tip: 160 to 215 mm (anthropometric surveys of adults).
    for (const { length, volume, fingers } of sizes) {
      expect(length).toBeGreaterThan(160);
      expect(length).toBeLessThan(215);
      expect(volume).toBeGreaterThan(230);
      expect(volume).toBeLessThan(480);
      expect(Math.max(...fingers.slice(1))).toBe(fingers[2]); // the middle finger stays the longest
      expect(Math.min(...fingers)).toBe(fingers[4]);
    }
    // Size alone scales everything: its cube is the volume.
    const [rest, small] = sizes;
    expect(small.volume / rest.volume).toBeCloseTo((small.length / rest.length) ** 3, 2);
    expect(measureHand(loadBuiltinHand('left'))).toEqual(measureHand(right));
  });

  it('say what bending does to the volume', () => {
    for (const { volume, withoutOffsets } of bendTable(right)) {
      expect(Math.abs(volume / 343.2 - 1)).toBeLessThan(0.03);
      expect(withoutOffsets).toBeLessThanOrEqual(volume);
    }
    expect(handTable(right)).toMatch(/^beta 9: \+2 {2}/m);
    expect(handTable(right)).toMatch(/^fist .* %$/m);
  });

  it('are drawn into a file', async () => {
    const path = join(folder, 'hand.webp');
    await drawHandSheet(right, path);
    expect(await sharp(path).metadata()).toMatchObject({ format: 'webp', width: 1240, height: 828 });
  });
});
