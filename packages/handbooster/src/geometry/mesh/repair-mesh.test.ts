import { describe, expect, test } from 'vitest';
import { InputError } from '../../base/errors/input-error.js';
import { signedVolume } from './area-and-volume.js';
import { inspectMesh } from './inspect-mesh.js';
import type { Mesh } from './mesh.js';
import { orientFaces } from './orient-faces.js';
import { repairMesh } from './repair-mesh.js';
import { boxMesh, cylinderMesh, sphereMesh } from './solid-mesh.js';

const sphere = () => sphereMesh(0.05, 3);

function without(mesh: Mesh, ...faces: number[]): Mesh {
  return { vertices: mesh.vertices, faces: mesh.faces.filter((_, i) => !faces.includes(Math.floor(i / 3))) };
}

function joined(a: Mesh, b: Mesh, shift = 0): Mesh {
  const moved = b.vertices.map((value, i) => value + (i % 3 === 0 ? shift : 0));
  return {
    vertices: Float32Array.from([...a.vertices, ...moved]),
    faces: Uint32Array.from([...a.faces, ...b.faces.map((index) => index + a.vertices.length / 3)]),
  };
}

describe('inspectMesh', () => {
  test('finds nothing wrong with a sphere', () => {
    const report = inspectMesh(sphere());
    expect(report).toMatchObject({
      openEdges: 0,
      nonManifoldEdges: 0,
      flippedEdges: 0,
      shells: 1,
      solid: true,
    });
    expect(report.extent).toBeCloseTo(0.1, 5);
  });

  test('counts each defect', () => {
    expect(inspectMesh(without(sphere(), 7))).toMatchObject({ openEdges: 3, solid: false });
    const flipped = sphere();
    flipped.faces.subarray(30, 33).reverse();
    expect(inspectMesh(flipped)).toMatchObject({ flippedEdges: 3, openEdges: 0, solid: false });
    const inverted = sphere();
    inverted.faces.reverse();
    expect(inspectMesh(inverted)).toMatchObject({ flippedEdges: 0, solid: false });
    expect(inspectMesh(inverted).volume).toBeLessThan(0);
    const fin = sphere();
    fin.faces = Uint32Array.from([...fin.faces, fin.faces[0], fin.faces[1], 200]);
    expect(inspectMesh(fin).nonManifoldEdges).toBeGreaterThan(0);
    const doubled = sphere();
    doubled.faces = Uint32Array.from([...doubled.faces, ...doubled.faces.subarray(0, 3)]);
    expect(inspectMesh(doubled).doubledFaces).toBe(1);
    expect(inspectMesh(joined(sphere(), sphere(), 0.2)).shells).toBe(2);
    expect(
      inspectMesh({ vertices: Float32Array.of(0, 0, 0, 1, 0, 0, 0, NaN, 0), faces: Uint32Array.of(0, 1, 9) }),
    ).toMatchObject({ badVertices: 1, strayFaces: 1 });
    expect(
      inspectMesh({ vertices: Float32Array.of(0, 0, 0, 1, 0, 0, 2, 0, 0), faces: Uint32Array.of(0, 1, 2) }),
    ).toMatchObject({ degenerateFaces: 1, solid: false });
  });
});

test('orientFaces undoes random flips, part by part', () => {
  const two = joined(sphere(), boxMesh([0.03, 0.03, 0.03]), 0.2);
  const volume = signedVolume(two);
  const mixed = { vertices: two.vertices, faces: two.faces.slice() };
  for (let f = 0; f < mixed.faces.length; f += 3) {
    if ((f * 7919) % 5 < 3) mixed.faces.subarray(f, f + 3).reverse();
  }
  const { faces, turned } = orientFaces(mixed);
  expect(signedVolume({ vertices: two.vertices, faces })).toBeCloseTo(volume, 9);
  expect(inspectMesh({ vertices: two.vertices, faces }).solid).toBe(true);
  expect(turned).toBeGreaterThan(100);
});

describe('repairMesh', () => {
  const volume = signedVolume(sphere());

  test('leaves a right mesh alone', () => {
    const repaired = repairMesh(sphere(), 'ball');
    expect(repaired.repairs).toEqual([]);
    expect(repaired.faces).toEqual(sphere().faces);
  });

  test.each<[string, (mesh: Mesh) => Mesh, RegExp]>([
    ['inverted', (m) => ({ ...m, faces: m.faces.slice().reverse() }), /inside out/],
    [
      'with flipped faces',
      (m) => ({ ...m, faces: Uint32Array.from([...m.faces.slice(0, 3).reverse(), ...m.faces.slice(3)]) }),
      /1 faces turned/,
    ],
    ['with a hole', (m) => without(m, 3, 4, 5), /holes closed with \d+ faces/],
    [
      'with doubled faces',
      (m) => ({ ...m, faces: Uint32Array.from([...m.faces, ...m.faces.slice(0, 6)]) }),
      /2 doubled faces/,
    ],
    ['with debris', (m) => joined(m, boxMesh([0.001, 0.001, 0.001]), 0.08), /1 loose bits/],
    ['in millimetres', (m) => ({ ...m, vertices: m.vertices.map((value) => value * 1000) }), /millimetres/],
  ])('mends a ball %s with a word', (_, damage, word) => {
    const repaired = repairMesh(damage(sphere()), 'ball');
    expect(repaired.repairs.join('; ')).toMatch(word);
    expect(repaired.inspection.solid).toBe(true);
    expect(signedVolume(repaired) / volume).toBeCloseTo(1, 1);
  });

  test('closes meshes that only seams hold open, silently', () => {
    const box = boxMesh([0.1, 0.1, 0.1]);
    const soup = {
      vertices: Float32Array.from(
        [...box.faces].flatMap((v) => [...box.vertices.subarray(3 * v, 3 * v + 3)]),
      ),
      faces: Uint32Array.from(box.faces, (_, i) => i),
    };
    expect(repairMesh(soup, 'box')).toMatchObject({ repairs: [], inspection: { solid: true, vertices: 8 } });
  });

  test.each<[string, Mesh, RegExp]>([
    ['no faces', { vertices: new Float32Array(9), faces: new Uint32Array() }, /thing: the mesh has no faces/],
    ['a face past the end', { ...sphere(), faces: Uint32Array.of(0, 1, 99999) }, /past the last of 258/],
    [
      'a vertex that is not a number',
      { ...sphere(), vertices: sphere().vertices.fill(NaN, 3, 4) },
      /1 vertices are not finite/,
    ],
    ['two open ends', cylinderMesh(0.05, 0.02, 32, true), /open: its holes/],
    [
      'no volume',
      {
        vertices: Float32Array.of(0, 0, 0, 0.1, 0, 0, 0, 0.1, 0, 0.1, 0.1, 0),
        faces: Uint32Array.of(0, 1, 2, 2, 1, 0, 1, 3, 2, 2, 3, 1),
      },
      /sheet|open/,
    ],
    ['a size of 0.1 mm', { ...sphere(), vertices: sphere().vertices.map((v) => v * 1e-3) }, /check its unit/],
    ['a size of kilometres', { ...sphere(), vertices: sphere().vertices.map((v) => v * 1e6) }, /hand size/],
  ])('refuses %s, naming it', (_, mesh, message) => {
    expect(() => repairMesh(mesh, 'thing')).toThrow(InputError);
    expect(() => repairMesh(mesh, 'thing')).toThrow(message);
  });
});
