import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { InputError } from '../errors/input-error.js';
import { jsonLines, writeJsonLines } from './json-lines.js';

const folder = mkdtempSync(join(tmpdir(), 'handbooster-json-lines-'));
afterAll(() => rmSync(folder, { recursive: true }));
const all = async (path: string) => {
  const values: unknown[] = [];
  for await (const value of jsonLines(path)) values.push(value);
  return values;
};

it('gives back what was written, where parts of the file end in the middle of a line and of a letter', async () => {
  const path = join(folder, 'long.jsonl');
  // Three bytes a letter: more than two parts of a megabyte, which three does not divide.
  const values = Array.from({ length: 900 }, (_, i) => ({ i, text: '手'.repeat(1000 + (i % 7)) }));
  expect(await writeJsonLines(path, values)).toBe(900);
  expect(readFileSync(path, 'utf8')).toBe(values.map((value) => `${JSON.stringify(value)}\n`).join(''));
  expect(await all(path)).toEqual(values);
});

it('takes a last line without an end, and empty files', async () => {
  const path = join(folder, 'short.jsonl');
  writeFileSync(path, '1\n\n2');
  expect(await all(path)).toEqual([1, 2]);
  expect(await writeJsonLines(path, [])).toBe(0);
  expect(await all(path)).toEqual([]);
});

it('leaves nothing of a file whose values end in an error', async () => {
  const path = join(folder, 'broken.jsonl');
  const values = function* () {
    yield 1;
    throw new Error('no more');
  };
  await expect(writeJsonLines(path, values())).rejects.toThrow('no more');
  expect(existsSync(path)).toBe(false);
  expect(readdirSync(folder).filter((name) => name.includes('broken'))).toEqual([]);
});

it('names file and line of what is no JSON, and a file that is not there', async () => {
  const path = join(folder, 'bad.jsonl');
  writeFileSync(path, '1\n{"a":\n');
  await expect(all(path)).rejects.toThrow(InputError);
  await expect(all(path)).rejects.toThrow(/bad\.jsonl: line 2: expected JSON, found \{"a":/);
  await expect(all(join(folder, 'none.jsonl'))).rejects.toThrow(/none\.jsonl: file is missing/);
});
