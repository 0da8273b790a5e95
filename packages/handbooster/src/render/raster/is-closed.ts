import { meshEdges } from '../../geometry/mesh/edges.js';

const known = new WeakMap<Uint32Array, boolean>();

/**
 * Whether every edge of faces (F, 3) has as many faces on one side as on the other: nothing shows the inside.
 */
export function isClosed(faces: Uint32Array): boolean {
  let closed = known.get(faces);
  if (closed === undefined) {
    const { forward, backward } = meshEdges(faces);
    closed = forward.every((count, edge) => count === backward[edge]);
    known.set(faces, closed);
  }
  return closed;
}
