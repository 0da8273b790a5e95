/**
 * The edges of a mesh, each once, with the directed faces on its two sides counted.
 * On a closed, consistently wound manifold every edge has one face on each side.
 */
export interface MeshEdges {
  /** (E, 2) vertex indices, the smaller first, in order of first appearance. */
  vertices: Uint32Array;
  /** (E) faces that run the edge from the smaller to the larger index. */
  forward: Uint32Array;
  /** (E) faces that run it the other way. */
  backward: Uint32Array;
  /** (F, 3) the edge of each face's side (corner k to corner k + 1). */
  ofFaces: Uint32Array;
}

/** Edges of faces (F, 3). */
export function meshEdges(faces: ArrayLike<number>): MeshEdges {
  const index = new Map<number, number>();
  const vertices: number[] = [];
  const forward: number[] = [];
  const backward: number[] = [];
  const ofFaces = new Uint32Array(faces.length);
  for (let f = 0; f < faces.length; f += 3) {
    for (let k = 0; k < 3; k++) {
      const a = faces[f + k];
      const b = faces[f + ((k + 1) % 3)];
      const key = Math.min(a, b) * 0x4000000 + Math.max(a, b); // exact below 2^26 vertices
      let edge = index.get(key);
      if (edge === undefined) {
        edge = forward.length;
        index.set(key, edge);
        vertices.push(Math.min(a, b), Math.max(a, b));
        forward.push(0);
        backward.push(0);
      }
      if (a < b) forward[edge]++;
      else backward[edge]++;
      ofFaces[f + k] = edge;
    }
  }
  return {
    vertices: Uint32Array.from(vertices),
    forward: Uint32Array.from(forward),
    backward: Uint32Array.from(backward),
    ofFaces,
  };
}

/** Edge (and so vertex) neighbours of each of `count` vertices, ascending. */
export function vertexNeighbours(faces: ArrayLike<number>, count: number): Uint32Array[] {
  const sets = Array.from({ length: count }, () => new Set<number>());
  for (let f = 0; f < faces.length; f += 3) {
    for (let k = 0; k < 3; k++) {
      const a = faces[f + k];
      const b = faces[f + ((k + 1) % 3)];
      sets[a].add(b);
      sets[b].add(a);
    }
  }
  return sets.map((set) => Uint32Array.from(set).sort());
}

/**
 * Closed loops of vertices along the rims of an open mesh, each in the direction in which the missing faces
 * would run it. Empty for a closed mesh. Where rims touch in a vertex they are split into simple loops.
 */
export function boundaryLoops(faces: ArrayLike<number>): Uint32Array[] {
  const directed = new Map<number, number>();
  const key = (a: number, b: number) => a * 0x4000000 + b;
  for (let f = 0; f < faces.length; f += 3) {
    for (let k = 0; k < 3; k++) {
      const side = key(faces[f + k], faces[f + ((k + 1) % 3)]);
      directed.set(side, (directed.get(side) ?? 0) + 1);
    }
  }
  const next = new Map<number, number[]>();
  for (const [side, count] of directed) {
    const a = Math.floor(side / 0x4000000);
    const b = side % 0x4000000;
    const missing = count - (directed.get(key(b, a)) ?? 0);
    for (let i = 0; i < missing; i++) next.set(b, [...(next.get(b) ?? []), a]);
  }
  const loops: Uint32Array[] = [];
  for (const start of [...next.keys()].sort((a, b) => a - b)) {
    while (next.get(start)?.length) {
      const path = [start];
      const seen = new Map([[start, 0]]);
      for (;;) {
        const onward = next.get(path[path.length - 1])?.pop();
        if (onward === undefined) break; // a rim that ends: the mesh is not consistently wound there
        const earlier = seen.get(onward);
        if (earlier === undefined) {
          seen.set(onward, path.length);
          path.push(onward);
          continue;
        }
        const loop = path.splice(earlier + 1);
        for (const vertex of loop) seen.delete(vertex);
        loops.push(Uint32Array.from([onward, ...loop]));
        if (earlier === 0) break;
      }
    }
  }
  return loops;
}
