import { expect, test } from 'vitest';
import { textTable } from './text-table.js';

test('aligns the first column to the left, the others to the right', () => {
  const rows = [
    ['a', 'bb'],
    ['ccc', 'd'],
  ];
  expect(textTable(rows)).toBe('a    bb\nccc   d');
});
