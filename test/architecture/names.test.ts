import { expect, it } from 'vitest';
import { HANDBOOSTER } from './support/folder-table.js';
import { allSources } from './support/source-graph.js';

const kebab = (name: string) =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();

/** Letters and digits alone: `loadMobReconS` and `MOBRECON_S` may be written apart or together in a file's name. */
const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '');

const exportsOf = (text: string) => [
  ...[...text.matchAll(/^export (?:default )?(?:declare )?(?:abstract )?(?:async )?(?:function\*?|class|const|let|interface|type|enum) (\w+)/gm)].map((match) => match[1]),
  ...[...text.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap((match) => match[1].split(',').map((name) => name.trim().split(/\s+as\s+/).pop() ?? '')),
];

/** Files that carry what others share, or run when they are loaded; named after what they are for. */
const NOT_AFTER_AN_EXPORT = /(^|\/)(index|browser|main|native|door|[\w-]+-worker|[\w-]+\.generated)\.ts$/;

it('file names are kebab-case', () => {
  const wrong = allSources()
    .map(({ path }) => path.split('/').pop() as string)
    .filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.generated)?\.ts$/.test(name));
  expect(wrong).toEqual([]);
});

it('most files are named after an export, and no more than now are not', () => {
  expect(kebab('HandLayer')).toBe('hand-layer');
  expect(plain(kebab('GRASP_LIMITS'))).toBe('grasplimits');
  const files = allSources().filter(
    ({ path, text }) => path.startsWith(HANDBOOSTER) && !NOT_AFTER_AN_EXPORT.test(path) && exportsOf(text).length > 0,
  );
  expect(files.length).toBeGreaterThan(400);
  const wrong = files.filter(({ path, text }) => {
    const name = plain((path.split('/').pop() as string).replace(/\.ts$/, ''));
    return !exportsOf(text).some((exported) => {
      const words = plain(exported);
      return words === name || words.startsWith(name) || name.startsWith(words) || words.endsWith(name);
    });
  });
  console.log(wrong.map(({ path }) => path.slice(HANDBOOSTER.length + 1)).join('\n'));
  expect(wrong.length).toBeLessThanOrEqual(0);
});

it('two files of a package share a name only where the folder tells them apart', () => {
  const SHARED = ['index.ts', 'losses.ts', 'cells.ts'];
  const places = new Map<string, string[]>();
  for (const { path } of allSources()) {
    if (!path.startsWith(HANDBOOSTER)) continue;
    const name = path.split('/').pop() as string;
    if (SHARED.includes(name)) continue;
    places.set(name, [...(places.get(name) ?? []), path]);
  }
  const twice = [...places.values()].filter((paths) => paths.length > 1 && !paths.every((path) => path.includes('/cli/') || path.includes('/commands/')));
  console.log(twice);
  expect(twice).toEqual([]);
});
