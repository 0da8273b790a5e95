import { expect, it } from 'vitest';
import { allSources } from './support/source-graph.js';

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
