import { InputError } from '../../base/errors/input-error.js';

export interface ObjMaterial {
  /** Diffuse colour, 0 ... 1. */
  color: [number, number, number];
  /** Texture file named by `map_Kd`, as written; null without one. */
  texture: string | null;
}

/** Parses an MTL file's diffuse colours and textures by material name. Throws InputError with the file and line. */
export function parseMtl(text: string, file: string): Map<string, ObjMaterial> {
  const materials = new Map<string, ObjMaterial>();
  let current: ObjMaterial | null = null;
  text.split('\n').forEach((raw, i) => {
    const line = raw.split('#')[0].trim();
    const [keyword, ...rest] = line.split(/\s+/);
    if (keyword === 'newmtl') {
      current = { color: [0.8, 0.8, 0.8], texture: null };
      materials.set(line.slice(6).trim(), current);
    } else if (keyword === 'Kd' || keyword === 'map_Kd') {
      if (!current) throw new InputError(`${file}, line ${i + 1}: expected newmtl before ${keyword}`);
      if (keyword === 'map_Kd') {
        current.texture = textureName(line.slice(6).trim());
        return;
      }
      const color = rest.slice(0, 3).map(Number);
      if (color.length < 3 || !color.every((value) => value >= 0 && value <= 1)) {
        throw new InputError(
          `${file}, line ${i + 1}: expected three numbers in 0 ... 1 after Kd, found '${line}'`,
        );
      }
      current.color = [color[0], color[1], color[2]];
    }
  });
  return materials;
}

/** How many words follow each option that may stand before a texture's name. */
const OPTION_WORDS: Record<string, number> = {
  '-blendu': 1,
  '-blendv': 1,
  '-bm': 1,
  '-boost': 1,
  '-cc': 1,
  '-clamp': 1,
  '-imfchan': 1,
  '-mm': 2,
  '-texres': 1,
  '-type': 1,
};

/** The file name of a map statement, which may hold spaces, after its options. */
function textureName(statement: string): string {
  const words = statement.split(/\s+/);
  while (words.length > 1 && words[0].startsWith('-')) {
    const option = words.shift() as string;
    if (option === '-o' || option === '-s' || option === '-t') {
      // One to three numbers.
      for (let k = 0; k < 3 && words.length > 1 && Number.isFinite(Number(words[0])); k++) words.shift();
    } else {
      words.splice(0, Math.min(OPTION_WORDS[option] ?? 0, words.length - 1));
    }
  }
  return words.join(' ');
}
