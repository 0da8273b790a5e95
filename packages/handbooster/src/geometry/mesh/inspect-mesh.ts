import { boundsOf, signedVolume, surfaceArea } from './area-and-volume.js';
import { meshEdges } from './edges.js';
import type { Mesh } from './mesh.js';
import { faceCrossProducts } from './normals.js';

/** What a mesh is like as a solid. */
export interface MeshInspection {
  vertices: number;
  faces: number;
  /** Edges with one face: rims of holes. */
  openEdges: number;
  /** Edges with three faces or more. */
  nonManifoldEdges: number;
  /** Edges that both their faces run in the same direction: one of them is flipped. */
  flippedEdges: number;
  /** Faces without area. */
  degenerateFaces: number;
  /** Faces with the same three vertices as an earlier one. */
  doubledFaces: number;
  /** Vertices that are not finite. */
  badVertices: number;
  /** Faces that name a vertex that does not exist. */
  strayFaces: number;
  /** Parts not connected by an edge. */
  shells: number;
  /** Square metres. */
  area: number;
  /** Cubic metres; negative for faces that look inwards. Means little while `openEdges` is not zero. */
  volume: number;
  /** Largest extent, metres. */
  extent: number;
  /** Closed, consistently wound, without doubled or degenerate faces, and of positive volume. */
  solid: boolean;
}

/** Counts the ways in which a mesh is not a solid. Vertices on texture seams should be welded first. */
export function inspectMesh(mesh: Mesh): MeshInspection {
  const vertices = mesh.vertices.length / 3;
  let badVertices = 0;
  for (let v = 0; v < mesh.vertices.length; v += 3) {
    const sum = mesh.vertices[v] + mesh.vertices[v + 1] + mesh.vertices[v + 2];
    if (!Number.isFinite(sum)) badVertices++;
  }
  let strayFaces = 0;
  const doubled = new Set<string>();
  let doubledFaces = 0;
  for (let f = 0; f < mesh.faces.length; f += 3) {
    const corners = mesh.faces.slice(f, f + 3).sort();
    if (corners[2] >= vertices) strayFaces++;
    const key = corners.join();
    if (doubled.has(key)) doubledFaces++;
    doubled.add(key);
  }
  const { low, high } = boundsOf(mesh.vertices);
  const extent = Math.max(high[0] - low[0], high[1] - low[1], high[2] - low[2], 0);
  const edges = meshEdges(mesh.faces);
  let [openEdges, nonManifoldEdges, flippedEdges] = [0, 0, 0];
  for (let e = 0; e < edges.forward.length; e++) {
    const faces = edges.forward[e] + edges.backward[e];
    if (faces === 1) openEdges++;
    else if (faces > 2) nonManifoldEdges++;
    else if (edges.forward[e] !== edges.backward[e]) flippedEdges++;
  }
  const cross = strayFaces > 0 ? new Float64Array() : faceCrossProducts(mesh);
  let degenerateFaces = 0;
  for (let f = 0; f < cross.length; f += 3) {
    if (Math.hypot(cross[f], cross[f + 1], cross[f + 2]) <= 1e-12 * extent * extent) degenerateFaces++;
  }
  const area = strayFaces > 0 ? 0 : surfaceArea(mesh);
  const volume = strayFaces > 0 ? 0 : signedVolume(mesh);
  return {
    vertices,
    faces: mesh.faces.length / 3,
    openEdges,
    nonManifoldEdges,
    flippedEdges,
    degenerateFaces,
    doubledFaces,
    badVertices,
    strayFaces,
    shells: new Set(shellOfFaces(mesh.faces)).size,
    area,
    volume,
    extent,
    solid:
      mesh.faces.length > 0 &&
      openEdges + nonManifoldEdges + flippedEdges + doubledFaces + badVertices + strayFaces === 0 &&
      volume > 0,
  };
}

/** (F) number of the connected part each face belongs to, 0, 1, ... in order of first faces. */
export function shellOfFaces(faces: Uint32Array): Uint32Array {
  const count = faces.length / 3;
  const { ofFaces, forward } = meshEdges(faces);
  const parent = Uint32Array.from({ length: count }, (_, i) => i);
  const find = (face: number) => {
    let root = face;
    while (parent[root] !== root) {
      parent[root] = parent[parent[root]];
      root = parent[root];
    }
    return root;
  };
  const seen = new Int32Array(forward.length).fill(-1);
  for (let f = 0; f < count; f++) {
    for (let k = 0; k < 3; k++) {
      const edge = ofFaces[3 * f + k];
      if (seen[edge] < 0) {
        seen[edge] = f;
        continue;
      }
      const [a, b] = [find(f), find(seen[edge])];
      parent[Math.max(a, b)] = Math.min(a, b);
    }
  }
  const numbers = new Map<number, number>();
  return Uint32Array.from({ length: count }, (_, f) => {
    const root = find(f);
    if (!numbers.has(root)) numbers.set(root, numbers.size);
    return numbers.get(root) as number;
  });
}
