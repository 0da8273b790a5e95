import { expect, it } from 'vitest';
import { HANDBOOSTER } from './support/folder-table.js';
import { allSources } from './support/source-graph.js';

const kebab = (name: string) =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();

/** The words of a name, plural and singular alike. */
const words = (name: string) =>
  kebab(name)
    .split('-')
    .map((word) => word.replace(/s$/, ''));

const exportsOf = (text: string) => [
  ...[
    ...text.matchAll(
      /^export (?:default )?(?:declare )?(?:abstract )?(?:async )?(?:function\*?|class|const|let|interface|type|enum) (\w+)/gm,
    ),
  ].map((match) => match[1]),
  ...[...text.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap((match) =>
    match[1].split(',').map(
      (name) =>
        name
          .trim()
          .split(/\s+as\s+/)
          .pop() ?? '',
    ),
  ),
];

/** Files that carry what others share, or run when they are loaded; named after what they are for. */
const NOT_AFTER_AN_EXPORT = /(^|\/)(index|browser|main|native|door|[\w-]+-worker|[\w-]+\.generated)\.ts$/;

it('file names are kebab-case', () => {
  const wrong = allSources()
    .map(({ path }) => path.split('/').pop() as string)
    .filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.generated)?\.tsx?$/.test(name));
  expect(wrong).toEqual([]);
});

it('a file is named after what it exports', () => {
  expect(kebab('HandLayer')).toBe('hand-layer');
  expect(words('GRASP_LIMITS')).toEqual(['grasp', 'limit']);
  const files = allSources().filter(
    ({ path, text }) =>
      path.startsWith(HANDBOOSTER) && !NOT_AFTER_AN_EXPORT.test(path) && exportsOf(text).length > 0,
  );
  expect(files.length).toBeGreaterThan(400);
  const wrong = files
    .filter(({ path, text }) => {
      const said = exportsOf(text)
        .map((name) => name.toLowerCase().replaceAll('_', ''))
        .join(' ');
      return !words((path.split('/').pop() as string).replace(/\.ts$/, '')).some((word) =>
        said.includes(word),
      );
    })
    .map(({ path }) => path.slice(HANDBOOSTER.length + 1));
  expect(wrong).toEqual([]);
});

it('two files of a package share a name only where the folder tells them apart', () => {
  // A network's own losses and layers, a surface that is photographed or drawn.
  const SHARED = ['index', 'losses', 'backbone', 'surface', 'sample', 'mean-hand', 'learning-rate'];
  const places = new Map<string, string[]>();
  for (const { path } of allSources()) {
    if (!path.startsWith(HANDBOOSTER)) continue;
    const name = path.split('/').pop() as string;
    if (SHARED.includes(name.replace(/\.ts$/, ''))) continue;
    if (path.includes('/cli/')) continue; // a verb's flags stand beside its work in commands/ and pipeline/
    places.set(name, [...(places.get(name) ?? []), path]);
  }
  const twice = [...places.values()].filter((paths) => paths.length > 1);
  expect(twice).toEqual([]);
});
