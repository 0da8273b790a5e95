import { InputError } from '../../base/errors/input-error.js';
import { cutPolygon } from '../files/cut-polygon.js';
import { type PlyElement, type PlyProperty, type PlyType, readPlyHeader } from './ply-header.js';
import { checkPlyLength, type PlyNumbers, plyNumbers } from './ply-numbers.js';

/** A PLY file's triangles as they are written, before a texture is read. */
export interface PlyMesh {
  /** (V, 3) */
  vertices: Float32Array;
  /** (F, 3) */
  faces: Uint32Array;
  /** (F, 3, 2), of the faces or else of the vertices; null without. */
  uvs: Float32Array | null;
  /** (V, 3) in 0 ... 1; null without. */
  vertexColors: Float64Array | null;
  /** The picture that `comment TextureFile` names. */
  texture: string | null;
}

/** Names that programs give, of a vertex's properties. */
const PLACE = ['x', 'y', 'z'] as const;
const COLOR = [
  ['red', 'diffuse_red', 'r'],
  ['green', 'diffuse_green', 'g'],
  ['blue', 'diffuse_blue', 'b'],
] as const;
const TEXTURE = [
  ['s', 'u', 'texture_u', 'texture_s'],
  ['t', 'v', 'texture_v', 'texture_t'],
] as const;
const CORNERS = ['vertex_indices', 'vertex_index'];

/** What the largest number of a colour's type stands for white; fractions are as they are. */
const WHITE: Partial<Record<PlyType, number>> = { uint8: 255, uint16: 65535 };

/** Corners that a polygon may have: a damaged length asks for no memory. */
const MOST_CORNERS = 65_536;

/**
 * Parses a PLY file: text or bytes of either order, vertices with colours and texture coordinates, polygons
 * of any shape (cut into triangles), texture coordinates of faces. Other elements and properties are passed
 * over.
 *
 * @param file name for messages
 * @throws InputError naming the vertex or face, for what is damaged, and for a cloud of points
 */
export function parsePly(bytes: Uint8Array, file: string): PlyMesh {
  const header = readPlyHeader(bytes, file);
  const { elements, texture } = header;
  const numbers = plyNumbers(bytes, header);
  if (!elements.some(({ name, count }) => name === 'face' && count > 0)) {
    const found = elements.map(({ name, count }) => `${count} of ${name}`).join(', ');
    throw new InputError(`${file}: expected a mesh with faces, found ${found || 'nothing'}`);
  }
  let vertices: Vertices | null = null;
  let faces: Faces | null = null;
  for (const element of elements) {
    checkPlyLength(element, numbers, header, file);
    if (element.name === 'vertex') vertices = readVertices(element, numbers, file);
    else if (element.name !== 'face') skip(element, numbers, file);
    else if (vertices === null) throw new InputError(`${file}: expected vertices before faces`);
    else faces = readFaces(element, vertices, numbers, file);
  }
  if (vertices === null || faces === null) throw new InputError(`${file}: expected vertices and faces`);
  const { places, colors } = vertices;
  return { vertices: places, vertexColors: colors, ...faces, texture };
}

interface Vertices {
  places: Float32Array;
  colors: Float64Array | null;
  /** (V, 2) */
  uvs: Float32Array | null;
}

function readVertices(element: PlyElement, numbers: PlyNumbers, file: string): Vertices {
  const { count, properties } = element;
  const find = (names: readonly string[]) => properties.findIndex(({ name }) => names.includes(name));
  const place = PLACE.map((name) => find([name]));
  const color = COLOR.map(find);
  const uv = TEXTURE.map(find);
  const places = new Float32Array(3 * count);
  const colors = color.every((index) => index >= 0) ? new Float64Array(3 * count) : null;
  const uvs = uv.every((index) => index >= 0) ? new Float32Array(2 * count) : null;
  for (let i = 0; i < count; i++) {
    const found = properties.map(
      (property) => readProperty(property, numbers, () => `${file}, vertex ${i}`)[0],
    );
    for (let k = 0; k < 3; k++) {
      places[3 * i + k] = found[place[k]];
      if (!Number.isFinite(places[3 * i + k])) {
        throw new InputError(
          `${file}, vertex ${i}: expected finite ${PLACE.join(', ')}, found ${found[place[k]]}`,
        );
      }
      if (colors !== null) {
        const value = found[color[k]] / (WHITE[properties[color[k]].type] ?? 1);
        colors[3 * i + k] = Math.min(1, Math.max(0, value || 0));
      }
    }
    uvs?.set([found[uv[0]] || 0, found[uv[1]] || 0], 2 * i);
  }
  return { places, colors, uvs };
}

type Faces = Pick<PlyMesh, 'faces' | 'uvs'>;

function readFaces(element: PlyElement, { places, uvs }: Vertices, numbers: PlyNumbers, file: string): Faces {
  const { count, properties } = element;
  const corners = properties.findIndex(({ name, count: list }) => list !== null && CORNERS.includes(name));
  if (corners < 0)
    throw new InputError(`${file}: expected a list ${CORNERS.join(' or ')} of its faces, found none`);
  const own = properties.findIndex(({ name, count: list }) => list !== null && name === 'texcoord');
  const faces: number[] = [];
  const coordinates: number[] = [];
  let isTextured = uvs !== null;
  for (let i = 0; i < count; i++) {
    const found = properties.map((property) => readProperty(property, numbers, () => `${file}, face ${i}`));
    const polygon = found[corners];
    const strange = polygon.find(
      (index) => !(index >= 0 && index < places.length / 3 && Number.isInteger(index)),
    );
    if (polygon.length < 3 || strange !== undefined) {
      const what = strange === undefined ? `${polygon.length} corners` : `${strange}`;
      throw new InputError(
        `${file}, face ${i}: expected three or more of its ${places.length / 3} vertices, found ${what}`,
      );
    }
    const points = polygon.flatMap((index) => [...places.subarray(3 * index, 3 * index + 3)]);
    const given = own >= 0 && found[own].length >= 2 * polygon.length ? found[own] : null;
    isTextured ||= given !== null;
    for (const corner of polygon.length === 3 ? [0, 1, 2] : cutPolygon(points)) {
      const index = polygon[corner];
      faces.push(index);
      for (let k = 0; k < 2; k++)
        coordinates.push((given ? given[2 * corner + k] : uvs?.[2 * index + k]) || 0);
    }
  }
  return { faces: Uint32Array.from(faces), uvs: isTextured ? Float32Array.from(coordinates) : null };
}

function skip({ name, count, properties }: PlyElement, numbers: PlyNumbers, file: string): void {
  for (let i = 0; i < count; i++) {
    for (const property of properties) readProperty(property, numbers, () => `${file}, ${name} ${i}`);
  }
}

/** The numbers of a property. */
function readProperty(
  { type, count, name }: PlyProperty,
  numbers: PlyNumbers,
  where: () => string,
): number[] {
  const cut = (value: number) => {
    if (Number.isNaN(value) && numbers.left <= 0)
      throw new InputError(
        `${where()}: ${name}: expected a number, found the end of the file: it is cut short`,
      );
    return value;
  };
  const length = count === null ? 1 : cut(numbers.next(count));
  if (!(Number.isInteger(length) && length >= 0 && length <= MOST_CORNERS)) {
    throw new InputError(`${where()}: ${name}: expected the length of a list, found ${length}`);
  }
  const values = new Array<number>(length);
  for (let k = 0; k < length; k++) values[k] = cut(numbers.next(type));
  return values;
}
