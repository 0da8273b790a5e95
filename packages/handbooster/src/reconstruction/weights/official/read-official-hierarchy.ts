import { io } from '@handbooster/torch';
import { InputError } from '../../../base/errors/input-error.js';
import { type HierarchyLevel, SPIRAL_LENGTH } from '../../networks/hierarchy/mesh-hierarchy.js';
import { spirals } from '../../networks/hierarchy/spirals.js';
import type { UpSampling } from '../../networks/hierarchy/up-sampling.js';

/**
 * Reads the mesh hierarchy that the official MobRecon and H2ONet weights were trained with, from
 * `transform.pkl` of their template folder. It is derived from MANO and not redistributed: the user has it
 * with the official code. Spirals are computed.
 *
 * @throws InputError naming the file, the key, what was expected and what was found.
 */
export function readOfficialHierarchy(path: string): HierarchyLevel[] {
  return officialHierarchy(io.readPickle(path), path);
}

/** The same from the unpickled dict: lists by level of `vertices`, `face` and `up_transform`. */
export function officialHierarchy(contents: unknown, path: string): HierarchyLevel[] {
  const fail = (key: string, expected: string, found: string): never => {
    throw new InputError(
      `${path}: '${key}': expected ${expected}, found ${found}; is it transform.pkl of the official template folder?`,
    );
  };
  const list = (key: string): unknown[] => {
    const value = contents instanceof Map ? contents.get(key) : undefined;
    return Array.isArray(value)
      ? value
      : fail(key, 'a list', value === undefined ? 'nothing' : 'something else');
  };
  const rows = (key: string, level: number): io.ArrayData => {
    const value = list(key)[level];
    if (!io.isArrayData(value)) return fail(`${key}[${level}]`, 'an array (n, 3)', 'something else');
    const fits = value.shape.length === 2 && value.shape[1] === 3;
    return fits ? value : fail(`${key}[${level}]`, 'an array (n, 3)', `(${value.shape.join(', ')})`);
  };
  const count = list('vertices').length;
  if (count < 2) fail('vertices', 'several levels', `${count}`);
  return Array.from({ length: count }, (_, level) => {
    const vertices = io.arrayToFloat32(rows('vertices', level));
    const faces = Uint32Array.from(io.arrayToNumbers(rows('face', level)));
    const stray = faces.find((v) => v >= vertices.length / 3);
    if (stray !== undefined) fail(`face[${level}]`, `indices below ${vertices.length / 3}`, `${stray}`);
    const rings = spirals(vertices, faces, SPIRAL_LENGTH).indices;
    if (level === count - 1) return { vertices, faces, spirals: rings, up: null };
    const key = `up_transform[${level}]`;
    const up = upSamplingOf(list('up_transform')[level], (expected, found) => fail(key, expected, found));
    if (up.columns.length !== vertices.length) {
      fail(key, `${vertices.length / 3} rows`, `${up.columns.length / 3}`);
    }
    return { vertices, faces, spirals: rings, up };
  });
}

/** Three stored entries a row of a compressed sparse matrix, zeros included. */
function upSamplingOf(value: unknown, fail: (expected: string, found: string) => never): UpSampling {
  if (!io.isSparseMatrix(value) || value.format !== 'csc') return fail('a csc matrix', 'something else');
  const [count, width] = value.shape;
  const starts = io.arrayToNumbers(value.indptr);
  const row = io.arrayToNumbers(value.indices);
  const data = io.arrayToNumbers(value.data);
  const columns = new Uint32Array(3 * count);
  const weights = new Float64Array(3 * count);
  const filled = new Uint8Array(count);
  for (let column = 0; column < width; column++) {
    for (let at = Number(starts[column]); at < Number(starts[column + 1]); at++) {
      const r = Number(row[at]);
      if (filled[r] === 3) return fail('three stored entries in each row', `more in row ${r}`);
      columns[3 * r + filled[r]] = column;
      weights[3 * r + filled[r]] = Number(data[at]);
      filled[r]++;
    }
  }
  const short = filled.findIndex((entries) => entries !== 3);
  if (short >= 0) return fail('three stored entries in each row', `${filled[short]} in row ${short}`);
  return { columns, weights };
}
