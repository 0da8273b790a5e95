import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { removeTemporaryFiles } from './atomic-write.js';
import { temporaryName } from './temporary-name.js';

it("removes what killed writers left, and no file or folder of the user's with such an ending", () => {
  const folder = mkdtempSync(join(tmpdir(), 'handbooster-temporary-'));
  try {
    mkdirSync(join(folder, 'download.part'));
    mkdirSync(join(folder, 'below'));
    writeFileSync(join(folder, 'notes.tmp'), 'mine');
    writeFileSync(join(folder, 'download.part', 'a'), 'mine');
    writeFileSync(temporaryName(join(folder, 'labels.jsonl')), 'half');
    writeFileSync(temporaryName(join(folder, 'below', '1.png')), 'half');
    removeTemporaryFiles(folder);
    expect(readdirSync(folder).sort()).toEqual(['below', 'download.part', 'notes.tmp']);
    expect(readdirSync(join(folder, 'below'))).toHaveLength(1);
    removeTemporaryFiles(folder, { recursive: true });
    expect(readdirSync(join(folder, 'below'))).toEqual([]);
    expect(readdirSync(join(folder, 'download.part'))).toEqual(['a']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
