import { readFile } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import { decodeText } from '../../base/text/decode-text.js';
import { findBeside } from './find-beside.js';
import { type ObjMaterial, parseMtl } from './parse-mtl.js';

/**
 * The materials of all libraries that an OBJ names, and of the MTL file of its own name; the first of a name
 * counts. A library that is missing is noted where the file's faces name materials.
 *
 * @param libraries what each `mtllib` says: a name with spaces, or several names
 */
export async function readLibraries(
  path: string,
  libraries: readonly string[],
  isNeeded: boolean,
  onNote: (words: string) => void,
): Promise<Map<string, ObjMaterial>> {
  const folder = dirname(path);
  const files: string[] = [];
  const missing: string[] = [];
  for (const statement of libraries) {
    const { found, lost } = filesOf(folder, statement);
    files.push(...found);
    missing.push(...lost);
  }
  const stem = basename(path).slice(0, -extname(path).length);
  const own = isNeeded
    ? [`${basename(path)}.mtl`, `${stem}.mtl`].map((name) => findBeside([folder], name))
    : [];
  files.push(...own.filter((file) => file !== null));
  const out = new Map<string, ObjMaterial>();
  for (const file of new Set(files)) {
    for (const [name, material] of parseMtl(decodeText(await readFile(file)), file)) {
      if (!out.has(name)) out.set(name, material);
    }
  }
  if (isNeeded && (missing.length > 0 || out.size === 0)) {
    const what =
      missing.length > 0
        ? `found no material library ${missing.join(', ')}`
        : 'names materials but no library';
    onNote(`${path}: ${what}; ${out.size > 0 ? `${basename(files[0])} is read` : 'drawn in a plain grey'}`);
  }
  return out;
}

/** The files of one `mtllib`: the whole of it, else the longest runs of its words that are files. */
function filesOf(folder: string, statement: string): { found: string[]; lost: string[] } {
  const whole = findBeside([folder], statement);
  if (whole !== null) return { found: [whole], lost: [] };
  const words = statement.match(/"[^"]*"|\S+/g) ?? [];
  const found: string[] = [];
  const lost: string[] = [];
  for (let i = 0; i < words.length; ) {
    if (words[i].startsWith('#')) break;
    let end = words.length;
    let file: string | null = null;
    for (; end > i && file === null; end--) file = findBeside([folder], words.slice(i, end).join(' '));
    if (file === null) lost.push(words[i++]);
    else {
      found.push(file);
      i = end + 1;
    }
  }
  return { found, lost };
}
