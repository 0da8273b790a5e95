import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { markPhoto, photoConfidences, rejectedPhotos } from './mark-photo.js';

const folder = mkdtempSync(join(tmpdir(), 'handbooster-marks-'));
const file = join(folder, 'annotations', 'rejected.txt');

beforeAll(() => {
  mkdirSync(join(folder, 'annotations'));
  const rows = ['a b.jpg', 'c.png'].map((name) => ({ name, confidence: 0.5, state: 'kept' }));
  writeFileSync(join(folder, 'annotations', 'photos-confidence.json'), JSON.stringify(rows));
  writeFileSync(file, 'other.jpg\r\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

it('marks are lines of the file that the verb reads; lines of others stay', () => {
  expect(photoConfidences(folder).get('a b.jpg')).toBe(0.5);
  expect(rejectedPhotos(folder)).toEqual(['other.jpg']);
  markPhoto(folder, 'a b.jpg', true);
  markPhoto(folder, 'a b.jpg', true);
  expect(readFileSync(file, 'utf8')).toBe('other.jpg\na b.jpg\n');
  expect(markPhoto(folder, 'a b.jpg', false)).toEqual(['other.jpg']);
  expect(readFileSync(file, 'utf8')).toBe('other.jpg\n');
});

it('what is no photo of the folder is refused', () => {
  expect(() => markPhoto(folder, '../x', true)).toThrow(/no photo of the name/);
  expect(rejectedPhotos(tmpdir())).toBeNull();
  expect(() => markPhoto(tmpdir(), 'c.png', true)).toThrow(/data annotate --photos/);
});
