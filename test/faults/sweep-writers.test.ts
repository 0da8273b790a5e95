import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { allSources } from '../architecture/support/source-graph.js';
import { expectUnharmed } from './expect-unharmed.js';
import { CAUGHT } from './fault-layer.js';
import { scratchFolder } from './scratch-folder.js';
import { sweepWriter } from './sweep-writer.js';
import { FILE_WRITERS } from './writers/file-writers.js';

expectUnharmed(FILE_WRITERS);

const scratch = scratchFolder();
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

it('finds what a careless writer does: overwriting in place, a name before the bytes, two files that belong together', async () => {
  const findings = async (name: string, write: (folder: string) => void, files: string[]) => {
    const folder = join(scratch, name);
    mkdirSync(folder);
    const before = (at: string) => {
      for (const file of files) writeFileSync(join(at, file), 'old');
    };
    const read = (at: string) => files.map((file) => readFileSync(join(at, file), 'utf8'));
    const result = await sweepWriter({ name, before, write, read }, folder);
    return new Set(result.findings.map(({ fault }) => fault));
  };
  const inPlace = await findings('in place', (at) => writeFileSync(join(at, 'a'), 'new text'), ['a']);
  expect(inPlace).toContain('torn');
  expect(inPlace).toContain('ENOSPC');
  const two = await findings(
    'two files',
    (at) => {
      writeFileSync(join(at, 'a'), 'new text', { flush: true });
      writeFileSync(join(at, 'b'), 'new text', { flush: true });
    },
    ['a', 'b'],
  );
  expect(two).toContain('after');
});

/** Functions of node:fs that leave the disk as it is; chmod changes the mode of a whole file and no byte. */
const HARMLESS =
  /^(access|chmod|close|createReadStream|exists|fstat|lstat|readdir|readFile|readlink|read|realpath|stat|statfs)(Sync)?$|^(constants|type )/;
/** Set-up alone writes a log as a stream: nothing is made of it. */
const STREAMS = ['packages/torch/src/setup/install-libtorch.ts'];

it('the product writes by functions alone that the layer catches', () => {
  const wrong: string[] = [];
  let seen = 0;
  for (const { path, text } of allSources()) {
    for (const [, names] of text.matchAll(/import \{([^}]*)\} from 'node:fs(?:\/promises)?';/g)) {
      for (const name of names.split(',').map((word) => word.trim())) {
        if (name === '' || HARMLESS.test(name)) continue;
        seen++;
        if (!CAUGHT.has(name) && !STREAMS.includes(path)) wrong.push(`${path}: ${name}`);
      }
    }
    // A library that writes a file on its own account stands above the layer.
    if (/\.toFile\(/.test(text)) wrong.push(`${path}: toFile`);
  }
  expect(wrong).toEqual([]);
  expect(seen).toBeGreaterThan(50);
});
