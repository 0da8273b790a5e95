import { describe, expect, it } from 'vitest';
import { FLOORS, floorOf, HANDBOOSTER, mayImport } from './support/folder-table.js';
import { allSources, importsOf, sourcesBelow } from './support/source-graph.js';

/** Packages, and which of ours each may take. */
const PACKAGES: Record<string, string[]> = {
  torch: [],
  handbooster: ['@handbooster/torch'],
  studio: ['@handbooster/torch', 'handbooster'],
};

/** The only files of synthesis that know samples and conditions; the rest knows tensors. */
const KNOWS_SAMPLES = /^packages\/handbooster\/src\/synthesis\/(examples\/|generated-images\.ts)/;

describe('a folder imports what stands above it in the table', () => {
  it('in all of handbooster', () => {
    const wrong: string[] = [];
    let seen = 0;
    for (const { path, imports } of allSources()) {
      const from = floorOf(path);
      if (from === null) continue;
      expect(FLOORS, `${path}: ${from.folder} is not in the table`).toContainEqual(from);
      for (const { target } of imports) {
        const to = target === null ? null : floorOf(target);
        if (to === null || to.folder === from.folder) continue;
        seen++;
        if (!mayImport(from, to)) wrong.push(`${path} imports ${target}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(seen).toBeGreaterThan(1000);
  });

  it('as the table has it', () => {
    const floor = (path: string) =>
      floorOf(`${HANDBOOSTER}/${path}`) as NonNullable<ReturnType<typeof floorOf>>;
    const hand = floor('hand/model/hand-model.ts');
    const objects = floor('objects/object-model.ts');
    expect(mayImport(objects, floor('geometry/camera.ts'))).toBe(true);
    expect(mayImport(floor('geometry/camera.ts'), objects)).toBe(false);
    expect(mayImport(objects, hand)).toBe(false);
    expect(mayImport(floor('pipeline/stages/train/train-stage.ts'), floor('pipeline/run/stage.ts'))).toBe(
      true,
    );
    expect(mayImport(floor('pipeline/run/stage.ts'), floor('pipeline/stages/train/train-stage.ts'))).toBe(
      false,
    );
    expect(floorOf(`${HANDBOOSTER}/index.ts`)).toBeNull();
  });

  it('and synthesis knows tensors, but for its examples', () => {
    const files = allSources().filter(({ path }) => path.startsWith(`${HANDBOOSTER}/synthesis/`));
    const knows = (imports: (typeof files)[number]['imports']) =>
      imports.some(({ target }) => /\/src\/(datasets\/(sample|real)|conditions)\//.test(target ?? ''));
    expect(
      files
        .filter(({ path, imports }) => knows(imports) && !KNOWS_SAMPLES.test(path))
        .map(({ path }) => path),
    ).toEqual([]);
    expect(files.some(({ imports }) => knows(imports))).toBe(true);
  });
});

describe('the command line', () => {
  /**
   * What it may take whole: the verbs' work, the run and its shards, the configuration, and what every part
   * needs.
   */
  const WORK =
    /\/src\/(cli|commands|base|distributed)\/|\/src\/pipeline\/((boost|boost-shard|merge-shards)\.ts|config\/)/;
  /** Values that are not work: lists of words, limits and defaults. */
  const CONSTANT = /^[A-Z][A-Z0-9_]*$/;

  /** Names of values that a text imports from a specifier, types left out. */
  const valuesFrom = (text: string, specifier: string): string[] =>
    [...text.matchAll(/import (type )?\{([^}]*)\} from '([^']+)'/g)]
      .filter(([, type, , from]) => type === undefined && from === specifier)
      .flatMap(([, , names]) => names.split(','))
      .map((name) => name.trim())
      .filter((name) => name !== '' && !name.startsWith('type '));

  it('takes types and constants from the parts, and their work from commands alone', () => {
    const files = allSources().filter(({ path }) => path.startsWith(`${HANDBOOSTER}/cli/`));
    const foreign = files.flatMap(({ path, text, imports }) =>
      imports
        .filter(({ target }) => target?.startsWith(`${HANDBOOSTER}/`) && !WORK.test(target))
        .map(({ specifier }) => ({ path, specifier, values: valuesFrom(text, specifier) })),
    );
    expect(foreign.some(({ values }) => values.length > 0)).toBe(true);
    const wrong = foreign.filter(({ values }) => !values.every((name) => CONSTANT.test(name)));
    expect(wrong).toEqual([]);
    expect(valuesFrom("import { type A, b, C } from './d.js';", './d.js')).toEqual(['b', 'C']);
  });
});

describe('packages', () => {
  it('import only those below them, by their entries', () => {
    const wrong: string[] = [];
    let seen = 0;
    for (const [name, allowed] of Object.entries(PACKAGES)) {
      for (const { path, imports } of sourcesBelow(`packages/${name}/src`)) {
        for (const { specifier, target } of imports) {
          const own = specifier.match(/^(@handbooster\/[^/]+|handbooster)(\/|$)/)?.[1];
          if (own !== undefined) seen++;
          if (own !== undefined && !allowed.includes(own)) wrong.push(`${path} imports ${specifier}`);
          if (target !== null && own === undefined && !target.startsWith(`packages/${name}/`))
            wrong.push(`${path} imports ${specifier}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(seen).toBeGreaterThan(100);
  });

  it('are found by the pattern, whatever the form of the import', () => {
    const text = `import a from './a.js';\nimport type { B } from '../b.js';\nexport * from './c.js';
const d = await import('./d.js');\nnew URL('./e.js', import.meta.url);\ntype F = import('./f.js').F;`;
    expect(
      importsOf('packages/x/src/y.ts', text)
        .map(({ specifier }) => specifier)
        .sort(),
    ).toEqual(['../b.js', './a.js', './c.js', './d.js', './e.js', './f.js']);
  });
});
