import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** Arrows point one way: a folder imports only from folders above it in this list (docs: CONTRIBUTING.md). */
const FOLDERS = [
  'geometry',
  'hand',
  'objects',
  'render',
  'datasets',
  'grasps',
  'conditions',
  'synthesis',
  'reconstruction',
  'evaluation',
  'experiments',
  'pipeline',
  'cli',
];
const PACKAGES: Record<string, string[]> = {
  torch: [],
  handbooster: ['@handbooster/torch'],
  studio: ['@handbooster/torch', 'handbooster'],
};

const packagesRoot = fileURLToPath(new URL('../../packages', import.meta.url));

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const pattern = /(?:\bfrom\s*|\bimport\s*\(?\s*|new URL\(\s*)'([^'\n]+)'/g;
  return [...text.matchAll(pattern)].map((match) => match[1]);
}

/** The folder of packages/handbooster/src that a relative import of a file leads to; null when outside. */
function folderOf(path: string, source: string): string | null {
  const inside = relative(source, path);
  if (inside.startsWith('..')) return null;
  const [first, second] = inside.split(sep);
  return second === undefined ? null : first;
}

describe('imports point one way', () => {
  it('between the folders of handbooster', () => {
    const source = join(packagesRoot, 'handbooster', 'src');
    const wrong: string[] = [];
    let seen = 0;
    for (const file of sourceFiles(source)) {
      const from = folderOf(file, source);
      if (from === null) continue;
      expect(FOLDERS, `packages/handbooster/src/${from} is not in the list of folders`).toContain(from);
      for (const specifier of importsOf(file)) {
        if (!specifier.startsWith('.')) continue;
        const to = folderOf(resolve(dirname(file), specifier), source);
        if (to === null || to === from) continue;
        seen++;
        if (FOLDERS.indexOf(to) > FOLDERS.indexOf(from))
          wrong.push(`${relative(source, file)} imports ${specifier}`);
      }
    }
    expect(wrong).toEqual([]);
    // The check itself must see imports: a pattern that matches nothing would pass for ever.
    expect(seen).toBeGreaterThan(3);
  });

  it('between the packages', () => {
    const wrong: string[] = [];
    for (const [name, allowed] of Object.entries(PACKAGES)) {
      for (const file of sourceFiles(join(packagesRoot, name, 'src'))) {
        for (const specifier of importsOf(file)) {
          const own = specifier.match(/^(@handbooster\/[^/]+|handbooster)(\/|$)/)?.[1];
          if (own !== undefined && !allowed.includes(own))
            wrong.push(`${relative(packagesRoot, file)} imports ${specifier}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});
