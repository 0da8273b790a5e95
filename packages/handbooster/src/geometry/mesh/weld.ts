import type { Mesh } from './mesh.js';

/** A welded mesh and where its vertices went. */
export interface WeldedMesh extends Mesh {
  /** (V before) index of the vertex that took each old vertex's place. */
  newIndex: Uint32Array;
  /** (V after) first old vertex of each new one. */
  oldIndex: Uint32Array;
}

/**
 * Joins vertices closer than `tolerance` metres (default: bit-identical places only) and drops faces that
 * become degenerate. Meshes split along texture seams become closed again.
 */
export function weld(mesh: Mesh, tolerance = 0): WeldedMesh {
  const { vertices, faces } = mesh;
  const count = vertices.length / 3;
  const newIndex = new Uint32Array(count);
  const oldIndex: number[] = [];
  const cells = new Map<string, number[]>();
  const size = tolerance > 0 ? tolerance : 1;
  for (let i = 0; i < count; i++) {
    const [x, y, z] = [vertices[3 * i], vertices[3 * i + 1], vertices[3 * i + 2]];
    let found = -1;
    if (tolerance === 0) {
      // `+ 0` turns -0 into 0.
      const key = `${x + 0},${y + 0},${z + 0}`;
      const same = cells.get(key);
      if (same) found = same[0];
      else cells.set(key, [oldIndex.length]);
    } else {
      const [cx, cy, cz] = [Math.floor(x / size), Math.floor(y / size), Math.floor(z / size)];
      search: for (let dx = -1; dx <= 1; dx++) {
        for (let dy = -1; dy <= 1; dy++) {
          for (let dz = -1; dz <= 1; dz++) {
            for (const candidate of cells.get(`${cx + dx},${cy + dy},${cz + dz}`) ?? []) {
              const o = oldIndex[candidate] * 3;
              if (Math.hypot(vertices[o] - x, vertices[o + 1] - y, vertices[o + 2] - z) <= tolerance) {
                found = candidate;
                break search;
              }
            }
          }
        }
      }
      if (found < 0) {
        const key = `${cx},${cy},${cz}`;
        cells.set(key, [...(cells.get(key) ?? []), oldIndex.length]);
      }
    }
    if (found < 0) {
      found = oldIndex.length;
      oldIndex.push(i);
    }
    newIndex[i] = found;
  }
  const kept: number[] = [];
  for (let f = 0; f < faces.length; f += 3) {
    const a = newIndex[faces[f]];
    const b = newIndex[faces[f + 1]];
    const c = newIndex[faces[f + 2]];
    if (a !== b && b !== c && c !== a) kept.push(a, b, c);
  }
  const welded = new Float32Array(oldIndex.length * 3);
  oldIndex.forEach((old, i) => {
    welded.set(vertices.subarray(3 * old, 3 * old + 3), 3 * i);
  });
  return { vertices: welded, faces: Uint32Array.from(kept), newIndex, oldIndex: Uint32Array.from(oldIndex) };
}
