import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

const documents = [
  ...readdirSync(join(root, 'docs'), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
  ...['README.md', 'FEATURES.md', 'CONTRIBUTING.md'],
];

/** What building makes, and is not in the repository. */
const MADE = /\/(build|dist)\//;

const textOf = (document: string) => readFileSync(join(root, document), 'utf8');

describe('what the documents point to exists', () => {
  it('by links', () => {
    const links = documents.flatMap((document) =>
      [...textOf(document).matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)]
        .filter(([, target]) => !target.startsWith('http'))
        .map(([, target]) => ({ document, target })),
    );
    expect(links.length).toBeGreaterThan(50);
    const lost = links.filter(
      ({ document, target }) => !existsSync(join(root, normalize(join(dirname(document), target)))),
    );
    expect(lost).toEqual([]);
  });

  it('by paths of the repository', () => {
    const paths = documents.flatMap((document) =>
      [...textOf(document).matchAll(/`((?:packages|test|docs|configs|bench|scripts)\/[\w./-]+)`/g)].map(
        ([, path]) => ({ document, path }),
      ),
    );
    expect(paths.length).toBeGreaterThan(20);
    const lost = paths.filter(({ path }) => !MADE.test(path) && !existsSync(join(root, path)));
    expect(lost).toEqual([]);
  });

  it('and every page is in the index', () => {
    const index = textOf('docs/README.md');
    const pages = documents
      .filter((name) => name.startsWith('docs/') && name !== 'docs/README.md')
      .map((name) => name.slice('docs/'.length));
    const results = textOf('docs/results/README.md');
    const unnamed = pages.filter(
      (page) =>
        !index.includes(`(${page})`) &&
        !(page.startsWith('results/') && results.includes(`(${page.slice('results/'.length)})`)),
    );
    expect(unnamed).toEqual([]);
  });
});
