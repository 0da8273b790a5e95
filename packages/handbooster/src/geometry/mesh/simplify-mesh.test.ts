import { expect, test } from 'vitest';
import { MeshDistance } from '../distance/mesh-distance.js';
import { signedVolume } from './area-and-volume.js';
import { inspectMesh } from './inspect-mesh.js';
import type { Mesh } from './mesh.js';
import { simplifyMesh } from './simplify-mesh.js';

/** A ring of tube radius r around radius R, with 2 x around x across faces. */
function torus(R: number, r: number, around: number, across: number): Mesh {
  const vertices = new Float32Array(around * across * 3);
  const faces: number[] = [];
  for (let i = 0; i < around; i++) {
    for (let j = 0; j < across; j++) {
      const [a, b] = [(2 * Math.PI * i) / around, (2 * Math.PI * j) / across];
      const out = R + r * Math.cos(b);
      vertices.set([out * Math.cos(a), out * Math.sin(a), r * Math.sin(b)], 3 * (i * across + j));
      const [i1, j1] = [(i + 1) % around, (j + 1) % across];
      const [p, q, s, t] = [i * across + j, i1 * across + j, i1 * across + j1, i * across + j1];
      faces.push(p, q, s, p, s, t);
    }
  }
  return { vertices, faces: Uint32Array.from(faces) };
}

test('a ring of 200,000 faces becomes one of 20,000, closed, within the error it says', async () => {
  const ring = torus(0.06, 0.02, 500, 200);
  expect(ring.faces.length / 3).toBe(200_000);
  const simple = await simplifyMesh(ring, 20_000);
  expect(simple.faces.length / 3).toBeLessThanOrEqual(20_000);
  expect(simple.faces.length / 3).toBeGreaterThan(15_000);
  expect(inspectMesh(simple)).toMatchObject({ solid: true, shells: 1 });
  expect(simple.error).toBeLessThan(0.0002);
  const volume = 2 * Math.PI ** 2 * 0.06 * 0.02 ** 2;
  expect(Math.abs(signedVolume(simple) / volume - 1)).toBeLessThan(0.002);
  const surface = new MeshDistance(simple);
  for (let v = 0; v < ring.vertices.length; v += 3 * 997) {
    const [x, y, z] = ring.vertices.subarray(v, v + 3);
    expect(surface.unsigned(x, y, z)).toBeLessThan(3 * simple.error);
  }
});

test('the same mesh gives the same bytes', async () => {
  const ring = torus(0.05, 0.01, 60, 30);
  const [a, b] = [await simplifyMesh(ring, 500), await simplifyMesh(ring, 500)];
  expect(a).toEqual(b);
});
