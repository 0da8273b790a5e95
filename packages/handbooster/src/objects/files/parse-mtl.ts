import { nameForms, objStatements, statementWords } from './obj-statements.js';

export interface ObjMaterial {
  /** Diffuse colour as it is to be shown, 0 ... 1. */
  color: [number, number, number];
  /** What `map_Kd` names, after its options, as written; null without one. */
  texture: string | null;
  /** Of the options `-s` and `-o`: texture coordinates are multiplied by the one and moved by the other. */
  scale: [number, number];
  offset: [number, number];
  /** The file it stands in; texture files are looked for beside it. */
  file: string;
  /** What of it could not be read as written. */
  notes: string[];
}

/** The colour of what has no other. */
const PLAIN: readonly [number, number, number] = [0.8, 0.8, 0.8];

/**
 * Parses an MTL file's diffuse colours and textures by material name: `newmtl`, `Kd` (one to three numbers,
 * `xyz`), `map_Kd` with its options, in any letter case. A colour that cannot be read is a plain one with a
 * note.
 */
export function parseMtl(text: string, file: string): Map<string, ObjMaterial> {
  const materials = new Map<string, ObjMaterial>();
  let current: ObjMaterial | null = null;
  for (const { keyword, rest, line } of objStatements(text)) {
    if (keyword === 'newmtl') {
      current = { color: [...PLAIN], texture: null, scale: [1, 1], offset: [0, 0], file, notes: [] };
      const [name = ''] = nameForms(rest);
      if (!materials.has(name)) materials.set(name, current);
    } else if (current !== null && keyword === 'map_kd') {
      Object.assign(current, textureStatement(rest));
    } else if (current !== null && keyword === 'kd') {
      const words = statementWords(rest);
      const color = diffuseColor(words);
      const where = `${file}, line ${line}: Kd ${words.join(' ')}`.trim();
      if (color === null) {
        current.notes.push(`${where}: expected one to three numbers or xyz; drawn in a plain grey`);
      } else if (color.some((value) => value < 0 || value > 1)) {
        current.notes.push(`${where}: expected 0 ... 1; the colour is cut to that`);
      }
      const [r, g, b] = (color ?? PLAIN).map((value) => Math.min(1, Math.max(0, value)));
      current.color = [r, g, b];
    }
  }
  return materials;
}

/** The colour of a `Kd` statement's words, not yet cut to 0 ... 1; null where they are none. */
function diffuseColor(words: readonly string[]): number[] | null {
  const isXyz = words[0]?.toLowerCase() === 'xyz';
  const given = (isXyz ? words.slice(1) : words).map(Number);
  if (given.length < 1 || !given.every(Number.isFinite)) return null;
  // What is left out is the same as the first.
  const [first, second = first, third = first] = given;
  // Colours out of sRGB's gamut are common in CIE XYZ and no fault of the file's.
  return isXyz ? xyzToSrgb(first, second, third) : [first, second, third];
}

/** sRGB (IEC 61966-2-1) of CIE XYZ, cut to 0 ... 1. */
function xyzToSrgb(x: number, y: number, z: number): number[] {
  const linear = [
    3.2406 * x - 1.5372 * y - 0.4986 * z,
    -0.9689 * x + 1.8758 * y + 0.0415 * z,
    0.0557 * x - 0.204 * y + 1.057 * z,
  ];
  return linear.map((value) => {
    const inside = Math.min(1, Math.max(0, value));
    return inside <= 0.0031308 ? 12.92 * inside : 1.055 * inside ** (1 / 2.4) - 0.055;
  });
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

/** The options of a map statement and its file name, which may hold spaces. */
function textureStatement(rest: string): Pick<ObjMaterial, 'texture' | 'scale' | 'offset'> {
  const scale: [number, number] = [1, 1];
  const offset: [number, number] = [0, 0];
  let left = rest;
  const take = () => {
    const [whole, word] = /^(\S+)\s*/.exec(left) as RegExpExecArray;
    left = left.slice(whole.length);
    return word;
  };
  const isLast = () => !/\s/.test(left);
  while (left.startsWith('-') && !isLast()) {
    const option = take().toLowerCase();
    if (option === '-o' || option === '-s' || option === '-t') {
      for (let k = 0; k < 3 && !isLast() && Number.isFinite(Number(left.split(/\s/)[0])); k++) {
        const value = Number(take());
        if (k < 2 && option !== '-t') (option === '-s' ? scale : offset)[k] = value;
      }
    } else {
      for (let k = 0; k < (OPTION_WORDS[option] ?? 0) && !isLast(); k++) take();
    }
  }
  return { texture: left === '' ? null : left, scale, offset };
}
