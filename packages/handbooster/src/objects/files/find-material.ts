import { nameForms } from './obj-statements.js';
import type { ObjMaterial } from './parse-mtl.js';

/**
 * The material that `usemtl` means: the one whose name is written alike, `#` and spaces included; else the
 * one that differs in letter case, white space, quotation marks or a comment after the name.
 */
export function findMaterial(
  library: ReadonlyMap<string, ObjMaterial>,
  written: string,
): ObjMaterial | undefined {
  for (const form of nameForms(written)) {
    const found = library.get(form);
    if (found !== undefined) return found;
  }
  const plain = (name: string) => name.toLowerCase().replace(/\s+/g, ' ');
  // `Grey #2` is no `Grey #1`: on both sides only what a comment's `# ` cuts off may differ.
  const wanted = new Set(nameForms(written, /\s#\s.*$/).map(plain));
  for (const [name, material] of library) {
    if (nameForms(name).some((form) => wanted.has(plain(form)))) return material;
  }
  return undefined;
}
