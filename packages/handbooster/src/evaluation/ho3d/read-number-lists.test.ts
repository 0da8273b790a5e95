import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '@handbooster/torch';
import { afterAll, describe, expect, it } from 'vitest';
import { readNumberLists } from './read-number-lists.js';

const folder = mkdtempSync(join(tmpdir(), 'handbooster-lists-'));
afterAll(() => rmSync(folder, { recursive: true }));
const read = (text: string, raggedDepth = 0) => {
  const file = join(folder, 'lists.json');
  writeFileSync(file, text);
  return readNumberLists(file, raggedDepth);
};

describe('readNumberLists', () => {
  it('rounds as JSON.parse does, numbers cut by the end of a piece of the file included', () => {
    const random = new Random('number lists');
    const text: string[] = [];
    // Some two megabytes: past the size of a piece.
    for (let i = 0; i < 200_000; i++) {
      const value = random.normal() * 10 ** (random.integer(12) - 6);
      text.push(i % 3 === 0 ? `${value}` : value.toFixed(1 + random.integer(18)));
    }
    const [lists] = read(`[${text.join(',')}]`);
    const expected: number[] = JSON.parse(`[${text.join(',')}]`);
    expect(lists.shape).toEqual([expected.length]);
    expect(expected.every((value, i) => Object.is(lists.data[i], value))).toBe(true);
  });

  it('agrees with JSON.parse', () => {
    const value = [
      [
        [1, -2.5, 3e-7],
        [4, 5, 6],
      ],
      [
        [0, 1.25e3, 0],
        [7, 8, 9],
      ],
    ];
    for (const text of [JSON.stringify(value), JSON.stringify(value, null, 2)]) {
      const [lists] = read(text);
      expect(lists.shape).toEqual([2, 2, 3]);
      expect([...lists.data]).toEqual(value.flat(2));
    }
  });

  it('reads the two lists of a submission, each of its own shape, and what Python writes for NaN', () => {
    const [joints, vertices] = read('[[[1, 2], [3, NaN]], [[[5]], [[-Infinity]]]]', 1);
    expect(joints.shape).toEqual([2, 2]);
    expect([...joints.data]).toEqual([1, 2, 3, Number.NaN]);
    expect(vertices.shape).toEqual([2, 1, 1]);
    expect([...vertices.data]).toEqual([5, Number.NEGATIVE_INFINITY]);
  });

  it.each([
    ['[[1, 2], [3]]', /list of 1 where the lists before had 2/],
    ['[[1, 2], [3, 4]', /truncated/],
    ['', /truncated/],
    ['{"a": 1}', /"\{" where none can be/],
    ['[1, 2] ]', /"\]" without/],
    ['[1,, 2]', /comma where none can be/],
    ['[1, 2,]', /comma before/],
    ['[1 2]', /where none can be/],
    ['[[1], 2]', /number among lists/],
    ['[1, [2]]', /list among numbers/],
    ['[1.2.3]', /no number/],
    ['["x"]', /no number/],
  ])('refuses %s with the file and the place', (text, message) => {
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).toThrow(/lists\.json: byte \d+/);
  });

  it('names a file that is not there', () => {
    expect(() => readNumberLists(join(folder, 'absent.json'))).toThrow(
      /absent\.json: cannot be read \(ENOENT\)/,
    );
  });
});
