import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashFolder } from './hash-folder.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hash-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the hash of what a stage made', () => {
  it.each(['conditions.jsonl', 'weights.safetensors', 'catalog.json'])(
    'tells two versions of %s apart',
    async (name) => {
      const hashOf = (text: string) => {
        writeFileSync(join(folder, name), text);
        return hashFolder(folder);
      };
      const [first, second] = [await hashOf('a\n'), await hashOf('b\n')];
      expect([first.files, first.bytes]).toEqual([1, 2]);
      expect(second.outputs).not.toBe(first.outputs);
    },
  );

  it.each(['log.jsonl', 'validation.jsonl', 'events.out.tfevents.1.host'])('leaves out %s', async (name) => {
    const before = await hashFolder(folder);
    writeFileSync(join(folder, name), '1\n');
    expect(await hashFolder(folder)).toEqual(before);
  });
});
