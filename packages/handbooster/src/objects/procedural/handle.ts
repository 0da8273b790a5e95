import type { Loft } from './loft.js';
import type { UvMesh } from './uv-mesh.js';

export interface HandleOptions {
  /** Heights of the middles of the two feet, metres. */
  low: number;
  high: number;
  /** How far the grip stands out from the wall, metres. */
  reach: number;
  /** Length of the triangles' sides, metres. */
  edge: number;
  /** The one texture coordinate of the whole handle. */
  uv: readonly [number, number];
}

/**
 * Grows a handle out of the +x side of a straight, upright wall: two patches of the wall are taken out and a
 * tube joins their rims, so the solid stays closed (and becomes a torus topologically). The wall's sections
 * around the feet must have equal numbers of vertices.
 */
export function addHandle(solid: Loft, options: HandleOptions): UvMesh {
  const { low, high, reach, edge, uv } = options;
  const { vertices: p } = solid;
  const bottom = foot(solid, low);
  const top = foot(solid, high);
  const vertices = Array.from(p);
  const removed = new Set([...bottom.cut, ...top.cut]);
  const faces: number[] = [];
  const uvs: number[] = [];
  for (let f = 0; f < solid.faces.length / 3; f++) {
    if (removed.has(f)) continue;
    faces.push(...solid.faces.subarray(f * 3, f * 3 + 3));
    uvs.push(...solid.uvs.subarray(f * 6, f * 6 + 6));
  }

  // From the top foot outwards, down, and back into the bottom one; at each place the tube's plane has y and
  // `up`.
  const wall = p[top.rim[0] * 3];
  const half = (top.middle - bottom.middle) / 2;
  const centre = (top.middle + bottom.middle) / 2;
  const length = Math.PI * Math.sqrt((reach * reach + half * half) / 2);
  const steps = Math.max(6, Math.round(length / edge));
  // The bottom rim is met with the tube's plane turned over: its points pair up with y kept and z mirrored.
  const start = top.rim.map((i) => [p[i * 3 + 1], p[i * 3 + 2] - top.middle, p[i * 3]]);
  const end = start.map(([y, z]) => nearestVertex(p, bottom.rim, y, bottom.middle - z));
  let before = [...top.rim];
  for (let s = 1; s <= steps; s++) {
    const t = s / steps;
    const angle = Math.PI / 2 - Math.PI * t;
    const middle = [wall + reach * Math.cos(angle), centre + half * Math.sin(angle)];
    // Across the path, and the tube turns from flat on the wall to flat on it again.
    const along = Math.PI * t;
    const upX = Math.sin(along);
    const upZ = Math.cos(along);
    // The grip is round, of the patch's smaller half-width.
    const slim = Math.min(1, Math.min(t, 1 - t) * 4);
    let ring: number[];
    if (s === steps) {
      ring = end;
    } else {
      ring = start.map(([y, z]) => {
        const radius = Math.hypot(y, z);
        const scale = 1 + slim * (Math.min(top.halfWidth, top.halfHeight) / radius - 1);
        const w = z * scale;
        vertices.push(middle[0] + upX * w, y * scale, middle[1] + upZ * w);
        return vertices.length / 3 - 1;
      });
    }
    for (let j = 0; j < ring.length; j++) {
      const k = (j + 1) % ring.length;
      faces.push(before[j], before[k], ring[k], before[j], ring[k], ring[j]);
      for (let corner = 0; corner < 6; corner++) uvs.push(...uv);
    }
    before = ring;
  }
  return dropUnused({
    vertices: Float32Array.from(vertices),
    faces: Uint32Array.from(faces),
    uvs: Float32Array.from(uvs),
  });
}

/** A patch of wall: its faces, and its rim, anticlockwise seen from outside. */
function foot(solid: Loft, height: number) {
  const { sections, vertices: p, faces } = solid;
  // Outer wall sections only: they come first on the profile, and the height passes them once on the way up.
  let row = 0;
  while (p[sections[row + 1].first * 3 + 2] < height || sections[row + 1].count === 1) row++;
  const rows = 2;
  const columns = 2;
  const lowRow = row - Math.floor((rows - 1) / 2);
  const { count } = sections[lowRow];
  for (let r = lowRow; r <= lowRow + rows; r++) {
    if (sections[r].count !== count)
      throw new RangeError('addHandle: the wall around a foot is not straight');
  }
  // +x lies three quarters round the outline.
  const first = Math.round(count * 0.75) - columns / 2;
  const vertex = (r: number, c: number) => sections[lowRow + r].first + ((first + c) % count);
  const inside = new Set<number>();
  for (let r = 0; r <= rows; r++) for (let c = 0; c <= columns; c++) inside.add(vertex(r, c));
  const cut: number[] = [];
  for (let f = 0; f < faces.length / 3; f++) {
    if ([0, 1, 2].every((k) => inside.has(faces[f * 3 + k]))) cut.push(f);
  }
  const rim: number[] = [];
  for (let c = 0; c < columns; c++) rim.push(vertex(0, c));
  for (let r = 0; r < rows; r++) rim.push(vertex(r, columns));
  for (let c = columns; c > 0; c--) rim.push(vertex(rows, c));
  for (let r = rows; r > 0; r--) rim.push(vertex(r, 0));
  const heights = [p[vertex(0, 0) * 3 + 2], p[vertex(rows, 0) * 3 + 2]];
  return {
    cut,
    rim,
    middle: (heights[0] + heights[1]) / 2,
    halfHeight: (heights[1] - heights[0]) / 2,
    halfWidth: Math.abs(p[vertex(0, columns) * 3 + 1] - p[vertex(0, 0) * 3 + 1]) / 2,
  };
}

function nearestVertex(p: Float32Array, among: number[], y: number, z: number): number {
  let best = among[0];
  let least = Number.POSITIVE_INFINITY;
  for (const i of among) {
    const distance = Math.hypot(p[i * 3 + 1] - y, p[i * 3 + 2] - z);
    if (distance < least) {
      least = distance;
      best = i;
    }
  }
  return best;
}

function dropUnused(mesh: UvMesh): UvMesh {
  const index = new Int32Array(mesh.vertices.length / 3).fill(-1);
  const vertices: number[] = [];
  const faces = mesh.faces.map((old) => {
    if (index[old] < 0) {
      index[old] = vertices.length / 3;
      vertices.push(...mesh.vertices.subarray(old * 3, old * 3 + 3));
    }
    return index[old];
  });
  return { vertices: Float32Array.from(vertices), faces, uvs: mesh.uvs };
}
