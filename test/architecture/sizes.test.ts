import { describe, expect, it } from 'vitest';
import { allSources } from './support/source-graph.js';

const MOST_CHILDREN = 16;
const MOST_LINES = 300;

/** Longer files, and why. */
const LONG: Record<string, string> = {
  'packages/handbooster/src/grasps/energy/grasp-energy.ts': 'an inner loop',
  'packages/handbooster/src/render/raster/rasterise.ts': 'an inner loop',
  'packages/torch/src/io/pickle/interpreter.ts': 'a table of opcodes',
};

const isGenerated = (path: string) => path.endsWith('.generated.ts');

describe('sizes', () => {
  it(`a folder has at most ${MOST_CHILDREN} files and ${MOST_CHILDREN} subfolders`, () => {
    const folders = new Map<string, { files: Set<string>; folders: Set<string> }>();
    for (const { path } of allSources()) {
      const parts = path.split('/');
      for (let i = 1; i < parts.length; i++) {
        const folder = parts.slice(0, i).join('/');
        const children = folders.get(folder) ?? { files: new Set(), folders: new Set() };
        folders.set(folder, children);
        if (i < parts.length - 1) children.folders.add(parts[i]);
        else if (parts[i] !== 'index.ts') children.files.add(parts[i]);
      }
    }
    const wrong = [...folders]
      .filter(([, { files, folders }]) => files.size > MOST_CHILDREN || folders.size > MOST_CHILDREN)
      .map(([folder, { files, folders }]) => `${folder}: ${files.size} files, ${folders.size} folders`)
      .filter((line) => !WIDE.some((folder) => line.startsWith(`${folder}:`)));
    expect(wrong).toEqual([]);
    expect(folders.size).toBeGreaterThan(100);
  });

  it(`a hand-written file has at most ${MOST_LINES} lines`, () => {
    const long = allSources().filter(({ path, lines }) => lines > MOST_LINES && !isGenerated(path));
    expect(long.map(({ path }) => path).filter((path) => LONG[path] === undefined)).toEqual([]);
    // An exception that no longer is one leaves the list.
    expect(Object.keys(LONG).filter((path) => !long.some((file) => file.path === path))).toEqual([]);
  });
});

/** `src` itself is the table of folders. */
const WIDE = ['packages/handbooster/src'];
