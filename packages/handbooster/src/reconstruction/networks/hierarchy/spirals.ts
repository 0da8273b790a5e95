/**
 * Spiral neighbourhoods of a mesh (Lim et al. 2018, SpiralNet; the variant of MobRecon): for each vertex
 * itself, its ring, the next ring, ..., cut to `length`; where rings run out, the nearest vertices instead.
 *
 * @param vertices (V, 3), for the nearest vertices. @param faces (F, 3). @returns (V, length) vertex indices.
 */
export function spirals(
  vertices: ArrayLike<number>,
  faces: ArrayLike<number>,
  length = 9,
  dilation = 1,
): { indices: Uint32Array; fallbacks: number } {
  const count = vertices.length / 3;
  const rings = oneRings(faces, count);
  const wanted = length * dilation;
  const indices = new Uint32Array(count * length);
  let fallbacks = 0;
  for (let v = 0; v < count; v++) {
    let spiral = [v];
    let ring = rings[v];
    let next = nextRing(rings, ring, spiral);
    spiral.push(...ring);
    while (spiral.length + next.length < wanted && next.length > 0) {
      ring = next;
      next = nextRing(rings, ring, spiral);
      spiral.push(...ring);
    }
    if (next.length > 0) spiral.push(...next);
    else {
      spiral = nearestVertices(vertices, v, wanted);
      fallbacks++;
    }
    for (let k = 0; k < length; k++) indices[v * length + k] = spiral[k * dilation];
  }
  return { indices, fallbacks };
}

/**
 * The neighbours of each vertex in the order OpenMesh circulates them, clockwise: an interior vertex starts
 * at the corner after it in the last face that has it, a boundary one at the neighbour whose edge from it has
 * no face.
 */
function oneRings(faces: ArrayLike<number>, count: number): number[][] {
  /** Of each directed edge the third corner of its face. */
  const third = new Map<number, number>();
  const start = new Int32Array(count).fill(-1);
  const outgoing: Set<number>[] = Array.from({ length: count }, () => new Set());
  for (let f = 0; f < faces.length; f += 3) {
    for (let k = 0; k < 3; k++) {
      const [a, b, c] = [faces[f + k], faces[f + ((k + 1) % 3)], faces[f + ((k + 2) % 3)]];
      third.set(a * count + b, c);
      start[a] = b;
      outgoing[a].add(b);
      outgoing[b].add(a);
    }
  }
  return outgoing.map((neighbours, v) => {
    const boundary = [...neighbours].find((w) => !third.has(v * count + w));
    const first = boundary ?? start[v];
    const ring: number[] = [];
    let w: number | undefined = first >= 0 ? first : undefined;
    while (w !== undefined && ring.length < neighbours.size) {
      ring.push(w);
      // The face with the directed edge w -> v; its third corner follows v.
      const after: number | undefined = third.get(w * count + v);
      w = after === first ? undefined : after;
    }
    return ring;
  });
}

/**
 * The vertices around a ring that are neither in it nor in `inside`, in the order its vertices reach them.
 */
function nextRing(rings: number[][], ring: number[], inside: number[]): number[] {
  const known = new Set([...ring, ...inside]);
  const members = new Set(ring);
  const result: number[] = [];
  const add = (w: number) => {
    if (known.has(w)) return;
    known.add(w);
    result.push(w);
  };
  for (const u of ring) {
    let met = false;
    for (const w of rings[u]) {
      if (members.has(w)) met = true;
      else if (met) add(w);
    }
    for (const w of rings[u]) {
      if (members.has(w)) break;
      add(w);
    }
  }
  return result;
}

function nearestVertices(vertices: ArrayLike<number>, v: number, wanted: number): number[] {
  const distance = (w: number) =>
    Math.hypot(...[0, 1, 2].map((k) => vertices[3 * w + k] - vertices[3 * v + k]));
  return Array.from({ length: vertices.length / 3 }, (_, w) => ({ w, d: distance(w) }))
    .sort((a, b) => a.d - b.d || a.w - b.w)
    .slice(0, wanted)
    .map(({ w }) => w);
}
