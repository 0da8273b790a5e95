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

describe('prose', () => {
  const ABBREVIATIONS = /\b(Eq|Sec|Alg|Fig|Tab|al|e\.g|i\.e)\. /g;
  /** Lines of running text that go on after a sentence has ended, with their numbers. */
  const linesOfSeveral = (text: string): [number, string][] => {
    let inFence = false;
    return text.split('\n').flatMap((line, i): [number, string][] => {
      if (line.trimStart().startsWith('```')) inFence = !inFence;
      if (inFence || /^(\||```| {4})/.test(line)) return [];
      return /[a-z)`][.!?] (?=[A-Z])/.test(line.replace(ABBREVIATIONS, '')) ? [[i + 1, line]] : [];
    });
  };

  it('has a sentence a line, so that a change of one is a change of one', () => {
    const made = (document: string) => document.startsWith('docs/reference/');
    const wrong = documents
      .filter((document) => !made(document))
      .flatMap((document) => linesOfSeveral(textOf(document)).map((found) => [document, ...found]));
    expect(wrong).toEqual([]);
    expect(linesOfSeveral('One. Two.\nOne (Eq. 6). \n    One. Two.')).toEqual([[1, 'One. Two.']]);
  });
});
