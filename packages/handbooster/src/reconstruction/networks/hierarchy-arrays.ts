import { io } from '@handbooster/torch';
import type { HierarchyLevel } from './hierarchy/mesh-hierarchy.js';

/** Names of a hierarchy's arrays in a weights file begin with this. */
const PREFIX = 'hierarchy.';

/** A mesh hierarchy as named arrays, so that it can travel with the weights that need it. */
export function hierarchyArrays(levels: readonly HierarchyLevel[]): Map<string, io.ArrayData> {
  const arrays = new Map<string, io.ArrayData>();
  levels.forEach(({ vertices, faces, spirals, up }, level) => {
    const floats = (name: string, data: Float32Array, columns: number) =>
      arrays.set(`${PREFIX}${level}.${name}`, {
        dtype: 'float32',
        shape: [data.length / columns, columns],
        data,
      });
    const indices = (name: string, data: Uint32Array, columns: number) =>
      arrays.set(`${PREFIX}${level}.${name}`, {
        dtype: 'int32',
        shape: [data.length / columns, columns],
        data: Int32Array.from(data),
      });
    floats('vertices', vertices, 3);
    indices('faces', faces, 3);
    indices('spirals', spirals, spirals.length / (vertices.length / 3));
    if (up === null) return;
    indices('up_columns', up.columns, 3);
    const shape = [up.weights.length / 3, 3];
    arrays.set(`${PREFIX}${level}.up_weights`, { dtype: 'float64', shape, data: up.weights });
  });
  return arrays;
}

/** The hierarchy among a file's arrays; null where there is none. */
export function hierarchyOfArrays(arrays: ReadonlyMap<string, io.ArrayData>): HierarchyLevel[] | null {
  const levels: HierarchyLevel[] = [];
  for (let level = 0; arrays.has(`${PREFIX}${level}.vertices`); level++) {
    const numbers = (name: string) =>
      io.arrayToNumbers(arrays.get(`${PREFIX}${level}.${name}`) as io.ArrayData);
    const indices = (name: string) => Uint32Array.from(numbers(name));
    levels.push({
      vertices: Float32Array.from(numbers('vertices')),
      faces: indices('faces'),
      spirals: indices('spirals'),
      up: arrays.has(`${PREFIX}${level}.up_columns`)
        ? { columns: indices('up_columns'), weights: Float64Array.from(numbers('up_weights')) }
        : null,
    });
  }
  return levels.length === 0 ? null : levels;
}

export function isHierarchyArray(name: string): boolean {
  return name.startsWith(PREFIX);
}
