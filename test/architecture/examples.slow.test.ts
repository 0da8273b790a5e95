import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { entryNames, exampleOf } from './support/facade-examples.js';
import { runExample } from './support/run-example.js';

const before = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'examples-'));
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

// The run that the second makes is the one that the third opens.
it.each(['simulateCapture', 'boost', 'Run'])(
  'the example of %s runs and writes what it says',
  async (name) => {
    process.chdir(folder);
    const { doc } = entryNames('index.ts').find((one) => one.name === name) as { doc: string };
    const { written, said } = await runExample(exampleOf(doc) as string);
    if (said.length > 0) expect(written).toEqual(said);
    expect(written).toHaveLength(1);
  },
);
