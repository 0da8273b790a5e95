import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { type Document, type Material, type mat4, NodeIO, type Primitive } from '@gltf-transform/core';
import { InputError } from '../../base/errors/input-error.js';
import { modelName } from '../files/name-models.js';
import { READ_OBJ_DEFAULTS, type ReadObjOptions } from '../files/read-obj.js';
import { decodeTexture } from '../files/read-texture.js';
import type { ObjectModel, Texture } from '../object-model.js';
import { ycbId } from '../ycb-classes.js';
import { dressMesh } from './dress-mesh.js';

/**
 * Reads a GLB, or a glTF with the files it names: all triangles of its scene where its nodes put them, base
 * colours and their textures, colours of vertices. Skins, morph targets and animations are not followed.
 *
 * @returns vertices (V, 3) in the scene's frame, metres by the format
 * @throws InputError for a file that is damaged, compressed, or has no triangles
 */
export async function readGltf(path: string, options: ReadObjOptions = {}): Promise<ObjectModel> {
  const { textureSize = READ_OBJ_DEFAULTS.textureSize, onNote = READ_OBJ_DEFAULTS.onNote } = options;
  const parts = partsOf(await readDocument(path), path, onNote);
  const materials = [...new Set(parts.map(({ material }) => material))];
  const textures = await Promise.all(
    materials.map((material) => textureOf(material, path, textureSize, onNote)),
  );
  const mesh = joined(parts, path);
  const name = options.name ?? modelName(path);
  const looks = {
    materialOfFace: Uint16Array.from(
      parts.flatMap(({ material, faces }) => new Array(faces.length / 3).fill(materials.indexOf(material))),
    ),
    colors: materials.map((material) => material && displayed(material.getBaseColorFactor())),
    textures,
  };
  return { id: options.id ?? ycbId(name) ?? 22, name, ...dressMesh(mesh, looks, textureSize) };
}

async function readDocument(path: string): Promise<Document> {
  const io = new NodeIO();
  try {
    if (extname(path).toLowerCase() === '.gltf') return await io.read(path);
    return await io.readBinary(await readFile(path));
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    if (code !== undefined && code !== 'ENOENT') throw error;
    const packed = /Missing required extension, "(\w+)"/.exec(message)?.[1];
    if (packed !== undefined) {
      throw new InputError(
        `${path}: expected plain glTF, found one that needs ${packed}; unpack it first: npx @gltf-transform/cli copy ${path} plain.glb`,
      );
    }
    throw new InputError(
      `${path}: expected a GLB or glTF model, found a damaged one (${message.split('\n')[0]})`,
    );
  }
}

/** Triangles with one material. */
interface Part {
  material: Material | null;
  vertices: Float32Array;
  faces: Uint32Array;
  /** (V, 2) with (0, 0) at the bottom left; null without. */
  uvs: Float32Array | null;
  /** (V, 3) as shown, 0 ... 1; null without. */
  colors: Float32Array | null;
}

function partsOf(document: Document, path: string, onNote: (words: string) => void): Part[] {
  const root = document.getRoot();
  const scene = root.getDefaultScene() ?? root.listScenes()[0];
  const parts: Part[] = [];
  let others = 0;
  scene?.traverse((node) => {
    for (const primitive of node.getMesh()?.listPrimitives() ?? []) {
      const part = partOf(primitive, node.getWorldMatrix(), path);
      if (part === null) others++;
      else if (part.faces.length > 0) parts.push(part);
    }
  });
  if (parts.length === 0)
    throw new InputError(`${path}: expected a mesh with triangles in its scene, found none`);
  if (others > 0) onNote(`${path}: ${others} parts of points or lines are left out`);
  return parts;
}

function partOf(primitive: Primitive, matrix: mat4, path: string): Part | null {
  const position = primitive.getAttribute('POSITION');
  const corners = trianglesOf(primitive);
  if (position === null || corners === null) return null;
  const count = position.getCount();
  const strange = corners.find((index) => !(index < count));
  if (strange !== undefined)
    throw new InputError(
      `${path}: expected indices below ${count}, the number of its vertices, found ${strange}`,
    );
  const vertices = new Float32Array(3 * count);
  const point: number[] = [];
  for (let i = 0; i < count; i++) {
    const [x, y, z] = position.getElement(i, point);
    for (let k = 0; k < 3; k++)
      vertices[3 * i + k] = matrix[k] * x + matrix[4 + k] * y + matrix[8 + k] * z + matrix[12 + k];
    if (!vertices.subarray(3 * i, 3 * i + 3).every(Number.isFinite))
      throw new InputError(`${path}: expected finite positions, found ${x}, ${y}, ${z}`);
  }
  // A mirrored node turns its triangles inside out.
  const faces =
    determinant(matrix) < 0 ? corners.map((_, i) => corners[i - (i % 3) + [0, 2, 1][i % 3]]) : corners;
  const material = primitive.getMaterial();
  const set = material?.getBaseColorTextureInfo()?.getTexCoord() ?? 0;
  const coordinates = primitive.getAttribute(`TEXCOORD_${set}`);
  const color = primitive.getAttribute('COLOR_0');
  const [uvs, colors] = [coordinates && new Float32Array(2 * count), color && new Float32Array(3 * count)];
  const element: number[] = [];
  for (let i = 0; i < count; i++) {
    if (coordinates) {
      const [u, v] = coordinates.getElement(i, element);
      uvs?.set([u, 1 - v], 2 * i);
    }
    if (color) colors?.set(displayed(color.getElement(i, element)), 3 * i);
  }
  return { material, vertices, faces, uvs, colors };
}

/** Corners of a part's triangles, by the way they are written; null for points and lines. */
function trianglesOf(primitive: Primitive): Uint32Array | null {
  const indices = primitive.getIndices()?.getArray();
  const count = primitive.getAttribute('POSITION')?.getCount() ?? 0;
  const all = indices ? Uint32Array.from(indices) : Uint32Array.from({ length: count }, (_, i) => i);
  const triangles = Math.max(0, all.length - 2);
  switch (primitive.getMode()) {
    case 4:
      return all.subarray(0, 3 * Math.floor(all.length / 3));
    case 5:
      // Every other one of a strip is turned.
      return Uint32Array.from({ length: 3 * triangles }, (_, i) => {
        const [first, corner] = [Math.floor(i / 3), i % 3];
        return all[first + (first % 2 === 1 ? [1, 0, 2][corner] : corner)];
      });
    case 6:
      return Uint32Array.from(
        { length: 3 * triangles },
        (_, i) => all[i % 3 === 0 ? 0 : Math.floor(i / 3) + (i % 3)],
      );
    default:
      return null;
  }
}

/** All parts as one mesh. */
function joined(parts: readonly Part[], path: string) {
  const count = parts.reduce((sum, { vertices }) => sum + vertices.length / 3, 0);
  if (parts.length > 65_535)
    throw new InputError(`${path}: expected at most 65535 parts, found ${parts.length}`);
  const vertices = new Float32Array(3 * count);
  const vertexColors = parts.some(({ colors }) => colors !== null)
    ? new Float64Array(3 * count).fill(1)
    : null;
  const isTextured = parts.some(({ uvs }) => uvs !== null);
  const faces = new Uint32Array(parts.reduce((sum, part) => sum + part.faces.length, 0));
  const uvs = isTextured ? new Float32Array(2 * faces.length) : null;
  let [first, at] = [0, 0];
  for (const part of parts) {
    vertices.set(part.vertices, 3 * first);
    vertexColors?.set(part.colors ?? displayedColors(part), 3 * first);
    for (const vertex of part.faces) {
      faces[at] = first + vertex;
      if (part.uvs !== null) uvs?.set(part.uvs.subarray(2 * vertex, 2 * vertex + 2), 2 * at);
      at++;
    }
    first += part.vertices.length / 3;
  }
  return { vertices, faces, uvs, vertexColors };
}

/** Of a part without colours of its vertices, its material's for each. */
function displayedColors({ material, vertices }: Part): Float32Array {
  const color = displayed(material?.getBaseColorFactor() ?? [1, 1, 1]);
  return Float32Array.from(vertices, (_, i) => color[i % 3]);
}

async function textureOf(
  material: Material | null,
  path: string,
  size: number,
  onNote: (words: string) => void,
): Promise<Texture | null> {
  const image = material?.getBaseColorTexture()?.getImage();
  if (!image) return null;
  try {
    return await decodeTexture(image, `${path}, texture of ${material?.getName() || 'a material'}`, size);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    onNote(`${error.message}; drawn in a plain colour`);
    return null;
  }
}

/** Colours of glTF are amounts of light; pictures have sRGB (IEC 61966-2-1). */
function displayed(color: readonly number[]): [number, number, number] {
  const [r, g, b] = color.slice(0, 3).map((light) => {
    const value = Math.min(1, Math.max(0, light || 0));
    return value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
  });
  return [r, g, b];
}

function determinant(m: mat4): number {
  return (
    m[0] * (m[5] * m[10] - m[6] * m[9]) -
    m[4] * (m[1] * m[10] - m[2] * m[9]) +
    m[8] * (m[1] * m[6] - m[2] * m[5])
  );
}
