import { InputError } from '../../base/errors/input-error.js';
import { cutPolygon } from './cut-polygon.js';
import { objStatements, statementWords } from './obj-statements.js';

/** An OBJ file's triangles as they are written, before textures are read. */
export interface ObjMesh {
  /** (V, 3) */
  vertices: Float32Array;
  /** (F, 3) */
  faces: Uint32Array;
  /** (F, 3, 2) texture coordinates of each corner; null when no face has any. Corners without have 0. */
  uvs: Float32Array | null;
  /** (F) index into `materials`. */
  materialOfFace: Uint16Array;
  /** (V, 3) colours 0 ... 1 that stand behind the coordinates; null where not every vertex has one. */
  vertexColors: Float64Array | null;
  /** What `usemtl` says, in order of first use; the first is '' when faces come before any. */
  materials: string[];
  /** What each `mtllib` says. */
  libraries: string[];
}

/**
 * Parses Wavefront OBJ text: `v` (with colours behind the coordinates, 0 ... 1 or 0 ... 255), `vt`, `f`
 * (polygons of any shape are cut into triangles, negative indices count from the end), `usemtl`, `mtllib`, in
 * any letter case, with continuation lines; other statements are skipped. Throws InputError with the file and
 * line.
 *
 * @param file name for messages
 */
export function parseObj(text: string, file: string): ObjMesh {
  const vertices: number[] = [];
  const colors: number[] = [];
  const textureCoordinates: number[] = [];
  const faces: number[] = [];
  const corners: number[] = [];
  const materialOfFace: number[] = [];
  const materials: string[] = [];
  const libraries: string[] = [];
  let material = -1;
  let textured = false;
  let last = 0;

  for (const { keyword, rest, line } of objStatements(text)) {
    last = line;
    const fail = (expected: string, found = `${keyword} ${rest}`.trim()): never => {
      throw new InputError(`${file}, line ${line}: expected ${expected}, found '${found.slice(0, 80)}'`);
    };
    const numbers = (words: readonly string[], count: number, into: number[]) => {
      for (let k = 0; k < count; k++) {
        const value = words[k] === undefined ? Number.NaN : Number(words[k]);
        // As it is kept: what is beyond float32 would be infinite.
        if (!Number.isFinite(Math.fround(value))) fail(`${count} finite numbers after ${keyword}`);
        into.push(value);
      }
    };
    /** A 1-based or negative OBJ index as a 0-based one. */
    const resolve = (word: string, count: number, what: string): number => {
      const index = Number(word);
      const found = index > 0 ? index - 1 : count + index;
      if (!Number.isInteger(index) || index === 0 || found < 0 || found >= count) {
        fail(
          `a ${what} index among the ${count} so far (1 ... ${count}, or negative)`,
          `${word}' in '${keyword} ${rest}`,
        );
      }
      return found;
    };

    if (keyword === 'v') {
      const words = statementWords(rest);
      numbers(words, 3, vertices);
      // Four numbers are a place and a weight.
      const color = words.slice(3, 6).map(Number);
      if (words.length >= 6 && color.every(Number.isFinite)) colors.push(...color);
    } else if (keyword === 'vt') {
      const words = statementWords(rest);
      numbers(words.length === 1 ? [...words, '0'] : words, 2, textureCoordinates);
    } else if (keyword === 'f' || keyword === 'fo') {
      // `fo` is how version 2 of the format called faces.
      const words = statementWords(rest);
      if (words.length < 3) fail('at least three corners after f');
      if (material < 0) material = indexOf(materials, '');
      const polygon = words.map((word) => {
        const [vertex, texture = ''] = word.split('/');
        return [
          resolve(vertex, vertices.length / 3, 'vertex'),
          texture === '' ? -1 : resolve(texture, textureCoordinates.length / 2, 'texture coordinate'),
        ];
      });
      const places = polygon.flatMap(([vertex]) => vertices.slice(3 * vertex, 3 * vertex + 3));
      const cut = polygon.length === 3 ? [0, 1, 2] : cutPolygon(places);
      for (const [i, corner] of cut.entries()) {
        const [vertex, texture] = polygon[corner];
        faces.push(vertex);
        corners.push(texture);
        if (texture >= 0) textured = true;
        if (i % 3 === 0) materialOfFace.push(material);
      }
    } else if (keyword === 'usemtl') {
      material = indexOf(materials, rest);
    } else if (keyword === 'mtllib') {
      libraries.push(rest);
    }
  }
  if (faces.length === 0)
    throw new InputError(`${file}: expected a mesh, found no face (f) in its statements up to line ${last}`);
  let uvs: Float32Array | null = null;
  if (textured) {
    uvs = new Float32Array(corners.length * 2);
    corners.forEach((corner, i) => {
      if (corner < 0) return;
      uvs?.set([textureCoordinates[corner * 2], textureCoordinates[corner * 2 + 1]], i * 2);
    });
  }
  return {
    vertices: Float32Array.from(vertices),
    faces: Uint32Array.from(faces),
    uvs,
    vertexColors: colors.length === vertices.length ? unitColors(colors) : null,
    materialOfFace: Uint16Array.from(materialOfFace),
    materials,
    libraries,
  };
}

/** Colours in 0 ... 1, of such or of bytes; null where all are white, as programs write that have none. */
function unitColors(colors: readonly number[]): Float64Array | null {
  const most = colors.reduce((a, b) => Math.max(a, b), 0);
  const scale = most > 1 ? 1 / 255 : 1;
  if (colors.every((value) => value * scale >= 1)) return null;
  return Float64Array.from(colors, (value) => Math.min(1, Math.max(0, value * scale)));
}

function indexOf(names: string[], name: string): number {
  const found = names.indexOf(name);
  return found >= 0 ? found : names.push(name) - 1;
}
