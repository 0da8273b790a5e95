import { describe, expect, it } from 'vitest';
import { discMasks, SUBPIXELS } from './disc-masks.js';
import { paintDisc } from './paint-disc.js';

const discMask = (size: number, right: number, down: number) => discMasks(size)[SUBPIXELS * down + right];

const pixels = (width: number, height: number) => ({
  ...{ width, height },
  data: new Uint8ClampedArray(4 * width * height),
});

describe('a disc', () => {
  it.each([4, 6, 11, 22])('of %i pixels covers as much as a circle', (size) => {
    for (let right = 0; right < SUBPIXELS; right++) {
      const { cover } = discMask(size, right, (right + 1) % SUBPIXELS);
      const area = cover.reduce((sum, value) => sum + value / 255, 0);
      // A pixel on the edge is off by less than a tenth; the circumference has 3 pixels a pixel across.
      expect(Math.abs(area - (Math.PI * size * size) / 4)).toBeLessThan(0.1 * Math.PI * size);
    }
  });

  it('lies where its middle is', () => {
    const { side, reach, cover } = discMask(11, 3, 1);
    let [x, y, sum] = [0, 0, 0];
    cover.forEach((value, i) => {
      x += value * ((i % side) - reach);
      y += value * (Math.floor(i / side) - reach);
      sum += value;
    });
    expect(x / sum).toBeCloseTo(3.5 / 4 - 0.5, 1);
    expect(y / sum).toBeCloseTo(1.5 / 4 - 0.5, 1);
  });

  it('has its colour inside, and nothing outside', () => {
    const into = pixels(30, 20);
    paintDisc(into, discMask(6, 2, 2), 10, 8, [200, 100, 50], 255, false);
    const at = (x: number, y: number) => [...into.data.subarray(4 * (y * 30 + x), 4 * (y * 30 + x) + 4)];
    expect(at(10, 8)).toEqual([200, 100, 50, 255]);
    expect(at(14, 8)).toEqual([0, 0, 0, 0]);
    expect(at(10, 13)).toEqual([0, 0, 0, 0]);
  });

  it('lets what is below show through', () => {
    const into = pixels(20, 20);
    paintDisc(into, discMask(6, 2, 2), 10, 10, [200, 0, 0], 191, false);
    paintDisc(into, discMask(6, 2, 2), 10, 10, [0, 100, 0], 191, false);
    const [red, green, , opacity] = into.data.subarray(4 * (10 * 20 + 10));
    // Two sheets that let a quarter of the light through: a sixteenth is left.
    const [over, rest] = [191, (191 * 64) / 255];
    expect(opacity).toBe(Math.round(over + rest));
    expect(Math.abs(red - (200 * rest) / (over + rest))).toBeLessThan(1);
    expect(Math.abs(green - (100 * over) / (over + rest))).toBeLessThan(1);
  });

  it('is dark at its edge, where it has one', () => {
    const into = pixels(30, 30);
    paintDisc(into, discMask(22, 2, 2), 15, 15, [200, 200, 200], 255, true);
    const red = (x: number) => into.data[4 * (15 * 30 + x)];
    expect([red(15), red(15 + 10)]).toEqual([200, 0]);
  });

  it.each([
    [-3, 5],
    [5, -3],
    [22, 5],
    [5, 22],
    [-40, -40],
    [60, 60],
  ])('reaches over the border at %i, %i', (x, y) => {
    const whole = pixels(120, 120);
    const part = pixels(20, 20);
    paintDisc(whole, discMask(11, 1, 1), x + 50, y + 50, [9, 99, 199], 191, true);
    paintDisc(part, discMask(11, 1, 1), x, y, [9, 99, 199], 191, true);
    for (let row = 0; row < 20; row++) {
      const from = 4 * ((row + 50) * 120 + 50);
      expect(part.data.subarray(80 * row, 80 * row + 80)).toEqual(whole.data.subarray(from, from + 80));
    }
  });
});
