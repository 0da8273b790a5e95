import { boundaryLoops } from './edges.js';
import type { Mesh } from './mesh.js';

/**
 * Faces with every rim closed by triangles between the rim's own vertices: no vertex is added, so anything
 * that moves the vertices (skinning) moves the cap too. MANO's wrist rim of 16 vertices takes 14 triangles.
 *
 * Each step cuts the ear with the shortest new edge whose triangle faces the way the whole rim does, which
 * keeps the cap of a near-planar rim flat and without overlaps. A closed mesh is returned unchanged.
 */
export function closeBoundary(mesh: Mesh): Uint32Array {
  const added: number[] = [];
  for (const loop of boundaryLoops(mesh.faces)) added.push(...triangulateLoop(mesh.vertices, loop));
  if (added.length === 0) return mesh.faces;
  const out = new Uint32Array(mesh.faces.length + added.length);
  out.set(mesh.faces);
  out.set(added, mesh.faces.length);
  return out;
}

function triangulateLoop(vertices: ArrayLike<number>, loop: ArrayLike<number>): number[] {
  const rest = Array.from(loop);
  const out: number[] = [];
  const normal = loopNormal(vertices, rest);
  while (rest.length > 3) {
    let best = -1;
    let bestCost = Infinity;
    for (let i = 0; i < rest.length; i++) {
      const a = rest[(i + rest.length - 1) % rest.length];
      const b = rest[i];
      const c = rest[(i + 1) % rest.length];
      const cross = triangleCross(vertices, a, b, c);
      const facing = cross[0] * normal[0] + cross[1] * normal[1] + cross[2] * normal[2];
      const length = Math.hypot(
        vertices[3 * a] - vertices[3 * c],
        vertices[3 * a + 1] - vertices[3 * c + 1],
        vertices[3 * a + 2] - vertices[3 * c + 2],
      );
      // Reflex corners come last: cutting them would lay the triangle outside the rim.
      const cost = facing > 0 && !holdsAnother(vertices, rest, i, normal) ? length : length + 1e6;
      if (cost < bestCost) {
        bestCost = cost;
        best = i;
      }
    }
    out.push(rest[(best + rest.length - 1) % rest.length], rest[best], rest[(best + 1) % rest.length]);
    rest.splice(best, 1);
  }
  if (rest.length === 3) out.push(rest[0], rest[1], rest[2]);
  return out;
}

/** Whether the ear at corner i, seen along the rim's normal, has another rim vertex inside it. */
function holdsAnother(v: ArrayLike<number>, loop: number[], i: number, normal: number[]): boolean {
  const a = loop[(i + loop.length - 1) % loop.length];
  const b = loop[i];
  const c = loop[(i + 1) % loop.length];
  const side = (p: number, q: number, r: number) => {
    const cross = triangleCross(v, p, q, r);
    return cross[0] * normal[0] + cross[1] * normal[1] + cross[2] * normal[2];
  };
  return loop.some(
    (p) => p !== a && p !== b && p !== c && side(a, b, p) > 0 && side(b, c, p) > 0 && side(c, a, p) > 0,
  );
}

function loopNormal(v: ArrayLike<number>, loop: number[]): number[] {
  const out = [0, 0, 0];
  for (let i = 1; i + 1 < loop.length; i++) {
    const cross = triangleCross(v, loop[0], loop[i], loop[i + 1]);
    for (let k = 0; k < 3; k++) out[k] += cross[k];
  }
  return out;
}

function triangleCross(v: ArrayLike<number>, a: number, b: number, c: number): [number, number, number] {
  const ux = v[3 * b] - v[3 * a];
  const uy = v[3 * b + 1] - v[3 * a + 1];
  const uz = v[3 * b + 2] - v[3 * a + 2];
  const wx = v[3 * c] - v[3 * a];
  const wy = v[3 * c + 1] - v[3 * a + 1];
  const wz = v[3 * c + 2] - v[3 * a + 2];
  return [uy * wz - uz * wy, uz * wx - ux * wz, ux * wy - uy * wx];
}
