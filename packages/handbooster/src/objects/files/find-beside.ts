import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, parse } from 'node:path';
import { nameForms } from './obj-statements.js';

/** Folders beside an OBJ in which published collections keep their pictures. */
const NEIGHBOURS = ['textures', 'texture', 'materials/textures', 'materials', 'images', 'maps'];

/**
 * The file that an OBJ or MTL names: as written, without quotation marks or a comment, with Windows
 * separators, in another letter case, by its last part beside the file that names it, or in a neighbouring
 * folder of pictures. Null where there is none.
 *
 * @param folders where names begin, the likeliest first
 */
export function findBeside(folders: readonly string[], written: string): string | null {
  const names = nameForms(written).flatMap((form) => [
    form,
    form.replaceAll('\\ ', ' '),
    form.replaceAll('\\', '/'),
  ]);
  const last = names.map((name) => basename(name.replaceAll('\\', '/')));
  const tries: [string, string[]][] = [
    ...folders.map((folder): [string, string[]] => [folder, [...names, ...last]]),
    ...folders
      .flatMap((folder) => [folder, dirname(folder)])
      .map((start): [string, string[]] => [
        start,
        NEIGHBOURS.flatMap((each) => last.map((name) => `${each}/${name}`)),
      ]),
  ];
  for (const [folder, candidates] of tries) {
    for (const name of new Set(candidates)) {
      const found = name === '' ? null : inAnyCase(folder, name);
      if (found !== null) return found;
    }
  }
  return null;
}

/** The regular file of a name below a folder, letters' case and Unicode's form aside; null without one. */
function inAnyCase(folder: string, name: string): string | null {
  const exact = isAbsolute(name) ? name : join(folder, name);
  if (isFile(exact)) return exact;
  let place = isAbsolute(name) ? parse(name).root : folder;
  for (const part of name.split('/').filter((each) => each !== '')) {
    if (part === '.' || part === '..') {
      place = join(place, part);
      continue;
    }
    const found = list(place).find((entry) => plain(entry) === plain(part));
    if (found === undefined) return null;
    place = join(place, found);
  }
  return isFile(place) ? place : null;
}

function plain(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
