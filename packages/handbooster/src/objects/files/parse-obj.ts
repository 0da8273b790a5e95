import { InputError } from '../../base/errors/input-error.js';

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
  /** Names in order of first use; the first is '' when faces come before any `usemtl`. */
  materials: string[];
  /** Files named by `mtllib`. */
  libraries: string[];
}

/**
 * Parses Wavefront OBJ text: `v`, `vt`, `f` (polygons are cut into fans, negative indices count from the end), `usemtl`,
 * `mtllib`, continuation lines; other statements are skipped. Throws InputError with the file and line.
 *
 * @param file name for messages
 */
export function parseObj(text: string, file: string): ObjMesh {
  const vertices: number[] = [];
  const textureCoordinates: number[] = [];
  const faces: number[] = [];
  const corners: number[] = [];
  const materialOfFace: number[] = [];
  const materials: string[] = [];
  const libraries: string[] = [];
  let material = -1;
  let textured = false;
  let number = 0;
  let started = 0;
  let pending = '';

  const fail = (expected: string, found: string): never => {
    throw new InputError(`${file}, line ${started}: expected ${expected}, found '${found.slice(0, 80)}'`);
  };
  const numbers = (words: string[], line: string, count: number, into: number[]) => {
    for (let k = 1; k <= count; k++) {
      const value = words[k] === undefined ? Number.NaN : Number(words[k]);
      if (!Number.isFinite(value)) fail(`${count} finite numbers after ${words[0]}`, line);
      into.push(value);
    }
  };
  /** A 1-based or negative OBJ index as a 0-based one. */
  const resolve = (word: string, count: number, what: string, line: string): number => {
    const index = Number(word);
    const found = index > 0 ? index - 1 : count + index;
    if (!Number.isInteger(index) || index === 0 || found < 0 || found >= count) {
      fail(`a ${what} index among the ${count} so far (1 ... ${count}, or negative)`, `${word}' in '${line}`);
    }
    return found;
  };

  for (const raw of text.split('\n')) {
    number++;
    if (pending === '') started = number;
    const joined = pending + raw;
    if (/\\\r?$/.test(joined)) {
      pending = `${joined.replace(/\\\r?$/, '')} `;
      continue;
    }
    pending = '';
    const hash = joined.indexOf('#');
    const line = (hash < 0 ? joined : joined.slice(0, hash)).trim();
    if (line === '') continue;
    const words = line.split(/\s+/);
    if (words[0] === 'v') {
      numbers(words, line, 3, vertices);
    } else if (words[0] === 'vt') {
      numbers(words.length === 2 ? [...words, '0'] : words, line, 2, textureCoordinates);
    } else if (words[0] === 'f') {
      if (words.length < 4) fail('at least three corners after f', line);
      if (material < 0) material = indexOf(materials, '');
      const polygon = words.slice(1).map((word) => {
        const [vertex, texture = ''] = word.split('/');
        return [
          resolve(vertex, vertices.length / 3, 'vertex', line),
          texture === '' ? -1 : resolve(texture, textureCoordinates.length / 2, 'texture coordinate', line),
        ];
      });
      for (let k = 1; k + 1 < polygon.length; k++) {
        for (const [vertex, texture] of [polygon[0], polygon[k], polygon[k + 1]]) {
          faces.push(vertex);
          corners.push(texture);
          if (texture >= 0) textured = true;
        }
        materialOfFace.push(material);
      }
    } else if (words[0] === 'usemtl') {
      material = indexOf(materials, line.slice(6).trim());
    } else if (words[0] === 'mtllib') {
      libraries.push(line.slice(6).trim());
    }
  }
  if (faces.length === 0)
    throw new InputError(`${file}: expected a mesh, found no face (f) in ${number} lines`);
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
    materialOfFace: Uint16Array.from(materialOfFace),
    materials,
    libraries,
  };
}

function indexOf(names: string[], name: string): number {
  const found = names.indexOf(name);
  return found >= 0 ? found : names.push(name) - 1;
}
