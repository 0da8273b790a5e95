import { describe, expect, it } from 'vitest';
import { HANDBOOSTER } from './support/folder-table.js';
import { allSources } from './support/source-graph.js';

const sources = allSources();
const inFolder = (folder: string) =>
  sources.filter(({ path }) => path.startsWith(`${HANDBOOSTER}/${folder}/`));
/** The stage's or verb's own name: what stands below `folder`. */
const kindOf = (path: string, folder: string) => path.slice(`${HANDBOOSTER}/${folder}/`.length).split('/')[0];

describe.each(['pipeline/stages', 'commands'])('of %s', (folder) => {
  it('none imports another', () => {
    const files = inFolder(folder).filter(({ path }) => !path.endsWith(`${folder}/index.ts`));
    expect(files.length).toBeGreaterThan(20);
    const wrong = files.flatMap(({ path, imports }) =>
      imports
        .filter(({ target }) => target?.startsWith(`${HANDBOOSTER}/${folder}/`))
        .filter(({ target }) => kindOf(target as string, folder) !== kindOf(path, folder))
        .map(({ target }) => `${path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
    const own = files
      .flatMap(({ imports }) => imports)
      .filter(({ target }) => target?.startsWith(`${HANDBOOSTER}/${folder}/`));
    expect(own.length).toBeGreaterThan(5);
  });
});

describe('Config', () => {
  const NAMES = /\bConfig\b/;
  /** Parts that are to take options of their own: the list only shrinks. */
  const MAY = ['pipeline/', 'experiments/', 'commands/', 'cli/'];

  it('is named where runs are made, and by no part', () => {
    const named = sources.filter(
      ({ path, imports, text }) =>
        path.startsWith(HANDBOOSTER) &&
        NAMES.test(text) &&
        imports.some(({ target }) => target?.includes('/pipeline/config/config-schema.ts')),
    );
    expect(named.length).toBeGreaterThan(5);
    const wrong = named
      .map(({ path }) => path.slice(HANDBOOSTER.length + 1))
      .filter((path) => !MAY.some((folder) => path.startsWith(folder)) && path !== 'index.ts');
    expect(wrong).toEqual([]);
  });
});

describe('the terminal', () => {
  const TERMINAL = /\bprocess\.(stdout|stderr|exit\b|exitCode)|from 'commander'/;

  it('is the command line’s alone', () => {
    const using = sources.filter(({ text }) => TERMINAL.test(withoutComments(text)));
    expect(using.some(({ path }) => path.startsWith(`${HANDBOOSTER}/cli/`))).toBe(true);
    const wrong = using.map(({ path }) => path).filter((path) => !path.startsWith(`${HANDBOOSTER}/cli/`));
    expect(wrong).toEqual([]);
  });

  it('has a parser for each flag: no bare Number(flag)', () => {
    /** Verbs whose flags are to get parsers: the list only shrinks. */
    const BARE = /\bNumber(?:\.parseInt|\.parseFloat)?\(\s*(?:flags|options|flag)\b/;
    expect(BARE.test('const count = Number(flags.count);')).toBe(true);
    const wrong = inFolder('cli')
      .filter(({ text }) => BARE.test(text))
      .map(({ path }) => path.slice(HANDBOOSTER.length + 5));
    expect(wrong).toEqual([]);
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, '');
}
