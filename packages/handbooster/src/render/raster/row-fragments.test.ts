import { Random } from '@handbooster/torch';
import { describe, expect, it } from 'vitest';
import { RowFragments } from './row-fragments.js';

/** The same by counting: every face of a pixel, with its samples. */
function counted(ids: Int32Array, factor: number, width: number, row: number) {
  const out: { column: number; id: number; coverage: number; x: number; y: number }[] = [];
  for (let column = 0; column < width; column++) {
    const places = new Map<number, [number, number][]>();
    for (let sy = 0; sy < factor; sy++) {
      for (let sx = 0; sx < factor; sx++) {
        const [x, y] = [column * factor + sx, row * factor + sy];
        const id = ids[y * width * factor + x];
        if (id >= 0) places.set(id, [...(places.get(id) ?? []), [x, y]]);
      }
    }
    for (const [id, list] of places) {
      const mean = (k: 0 | 1) => list.reduce((sum, place) => sum + place[k], 0) / list.length;
      out.push({ column, id, coverage: list.length / factor ** 2, x: mean(0), y: mean(1) });
    }
  }
  return out;
}

describe('fragments of a row of pixels', () => {
  it.each([1, 2, 3, 4])('are the faces seen in its samples, %i along each side', (factor) => {
    const random = new Random('fragments', factor);
    const [width, height] = [40, 6];
    for (const faces of [2, 4, 50]) {
      const ids = Int32Array.from({ length: width * height * factor ** 2 }, () => random.integer(faces) - 1);
      // A whole pixel of one face, and an empty one.
      for (let s = 0; s < factor; s++) ids.fill(7, s * width * factor, s * width * factor + factor);
      for (let s = 0; s < factor; s++) {
        ids.fill(-1, s * width * factor + factor, s * width * factor + 2 * factor);
      }
      const fragments = new RowFragments(factor, width);
      for (let row = 0; row < height; row++) {
        const count = fragments.gather(ids, row, 0, width - 1);
        const found = Array.from({ length: count }, (_, i) => ({
          column: fragments.column[i],
          id: fragments.id[i],
          coverage: fragments.coverage[i],
          x: fragments.x[i],
          y: fragments.y[i],
        }));
        const expected = counted(ids, factor, width, row);
        expect(found.map(({ column, id }) => [column, id])).toEqual(
          expected.map(({ column, id }) => [column, id]),
        );
        for (const name of ['coverage', 'x', 'y'] as const) {
          expect(found.map((each) => each[name])).toBeAllclose(
            expected.map((each) => each[name]),
            { absolute: 1e-9 },
          );
        }
        const part = fragments.gather(ids, row, 3, 9);
        expect(part).toBe(expected.filter(({ column }) => column >= 3 && column <= 9).length);
      }
    }
  });
});
