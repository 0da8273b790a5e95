import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { filesBelow, repositoryRoot } from './support/source-graph.js';

/** The width of the code, which comments keep to. */
const WIDTH = 110;

it('lines of comments keep to the width of the code', () => {
  const files = ['packages', 'test', 'scripts', 'bench'].flatMap((folder) =>
    filesBelow(folder, (name) => /\.m?ts$|\.mjs$/.test(name) && !name.endsWith('.generated.ts')),
  );
  expect(files.length).toBeGreaterThan(1000);
  const wide = files.flatMap((path) =>
    readFileSync(join(repositoryRoot, path), 'utf8')
      .split('\n')
      .flatMap((line, i) =>
        line.length > WIDTH && /^\s*(\/\/|\/?\*)/.test(line) ? [`${path}:${i + 1}`] : [],
      ),
  );
  expect(wide).toEqual([]);
});
