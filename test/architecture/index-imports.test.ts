import { join } from 'node:path';
import { expect, it } from 'vitest';
import { allSources, readSource } from './support/source-graph.js';

/** `index.ts` that list no names for users but put stages into their order. */
const LISTS = ['packages/handbooster/src/pipeline/stages/index.ts'];

it('within a package a file imports the file that defines a name, never an index.ts', () => {
  const wrong: string[] = [];
  let seen = 0;
  for (const { path, imports } of allSources()) {
    if (path.endsWith('/index.ts')) continue;
    const own = path.split('/').slice(0, 2).join('/');
    for (const { specifier, target } of imports) {
      if (target === null || !specifier.startsWith('.')) continue;
      seen++;
      if (target.startsWith(`${own}/`) && target.endsWith('/index.ts') && !LISTS.includes(target))
        wrong.push(`${path} imports ${specifier}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(seen).toBeGreaterThan(1000);
});

// The quick type check takes entries from what was compiled before, so that it does not see a list that names
// a file too many.
it('what a file imports is there, and so is each name that an index.ts hands on', () => {
  const lost = allSources().flatMap(({ path, imports }) =>
    imports
      .filter(({ specifier, target }) => /^\..*\.js$/.test(specifier) && target === null)
      .map(({ specifier }) => `${path} imports ${specifier}`),
  );
  expect(lost).toEqual([]);
  const unnamed = allSources()
    .filter(({ path }) => /^packages\/handbooster\/src\/.*index\.ts$/.test(path))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/^export (?:type )?\{([^}]*)\} from '(\.[^']+)\.js';/gm)].flatMap(
        ([, names, place]) => {
          const source = readSource(join(path, '..', `${place}.ts`)).text;
          return names
            .split(',')
            .map(
              (name) =>
                name
                  .trim()
                  .replace(/^type /, '')
                  .split(' as ')[0],
            )
            .filter((name) => name !== '' && !new RegExp(`\\b${name}\\b`).test(source))
            .map((name) => `${path}: ${name} is not in ${place}`);
        },
      ),
    );
  expect(unnamed).toEqual([]);
});
