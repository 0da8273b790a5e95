import { facePlane } from './face-plane.js';

/** A decimated mesh: a subset of the fine mesh's vertices and the faces between them. */
export interface Decimated {
  /** Ascending indices of the fine mesh's vertices that are kept. */
  kept: Uint32Array;
  /** (F, 3) in the numbering of `kept`. */
  faces: Uint32Array;
}

/**
 * Edge-collapse decimation by quadric error (Garland and Heckbert 1997) in the variant that the mesh
 * hierarchy of MobRecon and H2ONet (and CoMA before them) is made by, so that official weights fit: positions
 * never move, an edge's stale cost is only put right when it comes to the top of the queue, and the queue is
 * not rebuilt when names change.
 *
 * @param vertices (V, 3).
 * @param faces (F, 3).
 * @param target number of vertices to reach (vertices used by faces).
 */
export function decimate(vertices: ArrayLike<number>, faces: ArrayLike<number>, target: number): Decimated {
  const count = vertices.length / 3;
  const quadrics = vertexQuadrics(vertices, faces);
  const corners = Int32Array.from(faces);
  const alive = new Uint8Array(faces.length / 3).fill(1);
  const position = (v: number) => [vertices[3 * v], vertices[3 * v + 1], vertices[3 * v + 2], 1];
  /** [cost of destroying c, cost of destroying r] of an edge (r, c). */
  const costs = (r: number, c: number): [number, number] => {
    const sum = quadrics[r].map((value, k) => value + quadrics[c][k]);
    return [quadratic(position(r), sum), quadratic(position(c), sum)];
  };

  const queue = new EdgeQueue();
  for (const [r, c] of undirectedEdges(faces, count)) queue.push({ cost: Math.min(...costs(r, c)), r, c });

  let used = countUsed(corners, alive, count);
  while (used > target && queue.size > 0) {
    const edge = queue.pop();
    const { r, c } = edge;
    if (r === c) continue;
    const [destroyC, destroyR] = costs(r, c);
    const cost = Math.min(destroyC, destroyR);
    if (cost > edge.cost) {
      queue.push({ cost, r, c });
      continue;
    }
    const [destroyed, kept] = destroyC < destroyR ? [c, r] : [r, c];
    queue.rename(destroyed, kept);
    quadrics[r] = quadrics[r].map((value, k) => value + quadrics[c][k]);
    quadrics[c] = quadrics[r];
    for (let i = 0; i < corners.length; i++) if (corners[i] === destroyed) corners[i] = kept;
    for (let f = 0; f < alive.length; f++) {
      const [i, j, k] = corners.subarray(3 * f, 3 * f + 3);
      if (i === j || j === k || k === i) alive[f] = 0;
    }
    used = countUsed(corners, alive, count);
  }
  return renumber(corners, alive, count);
}

/** Sum over a vertex's faces of p p^T, p the unit-normal plane of the face; 16 numbers each. */
function vertexQuadrics(vertices: ArrayLike<number>, faces: ArrayLike<number>): Float64Array[] {
  const quadrics = Array.from({ length: vertices.length / 3 }, () => new Float64Array(16));
  for (let f = 0; f < faces.length; f += 3) {
    const plane = facePlane(vertices, [faces[f], faces[f + 1], faces[f + 2]]);
    for (let corner = 0; corner < 3; corner++) {
      const quadric = quadrics[faces[f + corner]];
      for (let i = 0; i < 4; i++) for (let j = 0; j < 4; j++) quadric[4 * i + j] += plane[i] * plane[j];
    }
  }
  return quadrics;
}

function quadratic(p: readonly number[], q: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < 4; i++) {
    let row = 0;
    for (let j = 0; j < 4; j++) row += q[4 * i + j] * p[j];
    sum += p[i] * row;
  }
  return sum;
}

function undirectedEdges(faces: ArrayLike<number>, count: number): [number, number][] {
  const seen = new Set<number>();
  const edges: [number, number][] = [];
  for (let f = 0; f < faces.length; f += 3) {
    for (let k = 0; k < 3; k++) {
      const a = faces[f + k];
      const b = faces[f + ((k + 1) % 3)];
      const [r, c] = a < b ? [a, b] : [b, a];
      if (r === c || seen.has(r * count + c)) continue;
      seen.add(r * count + c);
      edges.push([r, c]);
    }
  }
  return edges;
}

function countUsed(corners: Int32Array, alive: Uint8Array, count: number): number {
  return usedVertices(corners, alive, count).reduce((sum, flag) => sum + flag, 0);
}

function usedVertices(corners: Int32Array, alive: Uint8Array, count: number): Uint8Array {
  const used = new Uint8Array(count);
  for (let i = 0; i < corners.length; i++) if (alive[Math.floor(i / 3)]) used[corners[i]] = 1;
  return used;
}

function renumber(corners: Int32Array, alive: Uint8Array, count: number): Decimated {
  const used = usedVertices(corners, alive, count);
  const kept = Uint32Array.from({ length: count }, (_, v) => v).filter((v) => used[v] === 1);
  const number = new Map(Array.from(kept, (v, i) => [v, i]));
  const faces: number[] = [];
  for (let i = 0; i < corners.length; i++) {
    if (alive[Math.floor(i / 3)]) faces.push(number.get(corners[i]) as number);
  }
  return { kept, faces: Uint32Array.from(faces) };
}

interface QueuedEdge {
  cost: number;
  r: number;
  c: number;
}

/**
 * A binary heap by (cost, r, c) laid out as Python's heapq: renaming leaves the layout as it is, on purpose.
 */
class EdgeQueue {
  #heap: QueuedEdge[] = [];

  get size(): number {
    return this.#heap.length;
  }

  push(edge: QueuedEdge): void {
    this.#heap.push(edge);
    this.#siftDown(0, this.#heap.length - 1);
  }

  pop(): QueuedEdge {
    const last = this.#heap.pop() as QueuedEdge;
    if (this.#heap.length === 0) return last;
    const top = this.#heap[0];
    this.#heap[0] = last;
    this.#siftUp(0);
    return top;
  }

  rename(from: number, to: number): void {
    for (const edge of this.#heap) {
      if (edge.r === from) edge.r = to;
      if (edge.c === from) edge.c = to;
    }
  }

  #siftDown(start: number, from: number): void {
    let at = from;
    const item = this.#heap[at];
    while (at > start) {
      const parent = (at - 1) >> 1;
      if (!before(item, this.#heap[parent])) break;
      this.#heap[at] = this.#heap[parent];
      at = parent;
    }
    this.#heap[at] = item;
  }

  #siftUp(start: number): void {
    const end = this.#heap.length;
    const item = this.#heap[start];
    let at = start;
    let child = 2 * at + 1;
    while (child < end) {
      const right = child + 1;
      if (right < end && !before(this.#heap[child], this.#heap[right])) child = right;
      this.#heap[at] = this.#heap[child];
      at = child;
      child = 2 * at + 1;
    }
    this.#heap[at] = item;
    this.#siftDown(start, at);
  }
}

function before(a: QueuedEdge, b: QueuedEdge): boolean {
  return a.cost !== b.cost ? a.cost < b.cost : a.r !== b.r ? a.r < b.r : a.c < b.c;
}
