import { basename, extname, relative, resolve, sep } from 'node:path';

/** An object's file in a folder of models. */
export interface FoundModel {
  name: string;
  path: string;
}

/** File names that say nothing of the object. */
const GENERIC = /^((non)?textured(_.*)?|model(_normalized)?|mesh|object|visual|untitled)$/i;

/** Folder names that say where models are kept. */
const KEEPERS = /^(models?|meshes|objects?|assets)$/i;

/** What an OBJ file is called: as itself, or as its folder where its own name says nothing. */
export function modelName(path: string): string {
  const stem = basename(path).slice(0, -extname(path).length);
  return GENERIC.test(stem) ? basename(resolve(path, '..')) : stem;
}

/**
 * Names for models of a folder: the outermost folder with no other model in it, else the file's own, with the
 * folders above where two are the same; a lone model of the top folder that says nothing by its name is
 * called as that.
 *
 * @param taken files and the folder of the object that each shows
 * @returns sorted by name
 */
export function nameModels(root: string, taken: readonly { path: string; folder: string }[]): FoundModel[] {
  const inside = (path: string) => relative(root, path).split(sep);
  const counts = new Map<string, number>();
  const prefixes = (parts: readonly string[]) =>
    parts.slice(0, -1).map((_, i) => parts.slice(0, i + 1).join('/'));
  for (const { path } of taken) {
    for (const prefix of prefixes(inside(path))) counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
  }
  const whole = taken.filter(({ path, folder }) => folder === root && inside(path).length > 1);
  const named = taken.map(({ path, folder }) => {
    const parts = inside(path);
    const file = parts[parts.length - 1];
    const stem = file.slice(0, -extname(file).length);
    const isTop =
      folder === root && (parts.length > 1 ? whole.length === 1 : taken.length === 1 && GENERIC.test(stem));
    if (isTop) return { path, words: [basename(resolve(root))] };
    const own = prefixes(parts).filter((prefix) => counts.get(prefix) === 1);
    const alone = own.find((prefix) => !KEEPERS.test(basename(prefix))) ?? own.at(0);
    return { path, words: alone === undefined ? [...parts.slice(0, -1), stem] : alone.split('/') };
  });
  const seen = new Map<string, number>();
  const short = (words: readonly string[]) => words[words.length - 1];
  for (const { words } of named) {
    const key = short(words).toLowerCase();
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  const given = new Set<string>();
  return named
    .map(({ path, words }) => {
      const name = seen.get(short(words).toLowerCase()) === 1 ? short(words) : words.join('_');
      // `mug.obj` beside `mug/mug.obj`: both are called mug, so that the second has a number.
      let own = name;
      for (let count = 2; given.has(own.toLowerCase()); count++) own = `${name}_${count}`;
      given.add(own.toLowerCase());
      return { path, name: own };
    })
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
