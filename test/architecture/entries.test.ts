import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entryNames, exampleOf } from './support/facade-examples.js';
import { HANDBOOSTER } from './support/folder-table.js';
import { repositoryRoot } from './support/source-graph.js';

const MOST_NAMES = 60;

const { exports } = JSON.parse(
  readFileSync(join(repositoryRoot, 'packages/handbooster/package.json'), 'utf8'),
) as { exports: Record<string, { types: string; default: string } | string> };

/** The source of each entry, as package.json has it. */
const ENTRIES = Object.entries(exports).flatMap(([entry, place]) =>
  typeof place === 'string'
    ? []
    : [[entry, place.default.replace('./dist/', '').replace(/\.js$/, '.ts')] as const],
);

/** Entries whose older names are without a docstring still: the list only shrinks. */
const STILL_UNSAID = new Map<string, number>();

describe('entries', () => {
  it('are listed one by one', () => {
    expect(Object.keys(exports).some((entry) => entry.includes('*'))).toBe(false);
    expect(ENTRIES.length).toBeGreaterThan(12);
    for (const [, file] of ENTRIES)
      expect(existsSync(join(repositoryRoot, HANDBOOSTER, file)), file).toBe(true);
  });

  it.each(ENTRIES)(
    '%s lists at most sixty names (types come along), each once and with a docstring',
    (entry, file) => {
      const names = entryNames(file);
      const values = names.filter(({ isType }) => !isType);
      expect(values.length).toBeLessThanOrEqual(MOST_NAMES);
      expect(new Set(names.map(({ name }) => name)).size).toBe(names.length);
      const unsaid = values
        .filter(({ name, doc }) => doc === '' && !/^[A-Z0-9_]+$/.test(name))
        .map(({ name }) => name);
      expect(unsaid.length, unsaid.join(', ')).toBeLessThanOrEqual(STILL_UNSAID.get(entry) ?? 0);
    },
  );

  it('of the façade each value has an example', () => {
    const values = entryNames('index.ts').filter(({ isType }) => !isType);
    expect(values.length).toBeGreaterThan(35);
    expect(values.filter(({ doc }) => exampleOf(doc) === null).map(({ name }) => name)).toEqual([]);
    for (const { name, doc } of values) expect(exampleOf(doc), name).toContain(name);
  });

  it('the first example of the package’s README is that of Run, which a test runs', () => {
    const readme = readFileSync(join(repositoryRoot, 'packages/handbooster/README.md'), 'utf8');
    const first = /(?:^ {4}.*\n|^\n(?= {4}))+/m.exec(readme.slice(readme.indexOf('    import ')))?.[0] ?? '';
    const code = first.replace(/^ {4}/gm, '').trim();
    const run = entryNames('index.ts').find(({ name }) => name === 'Run');
    expect(code).toBe(exampleOf(run?.doc ?? '')?.trim());
    expect(code.split('\n').filter((line) => line !== '').length).toBeLessThanOrEqual(10);
  });
});
