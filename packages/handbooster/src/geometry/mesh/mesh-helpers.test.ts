import { Random } from '@handbooster/torch';
import { describe, expect, test } from 'vitest';
import { hashArrays } from '../../base/files/hash-arrays.js';
import { boundsOf, centreOfMass, signedVolume, surfaceArea } from './area-and-volume.js';
import { closeBoundary } from './close-boundary.js';
import { convexHull } from './convex-hull.js';
import { boundaryLoops, meshEdges, vertexNeighbours } from './edges.js';
import { faceNormals, vertexNormals } from './normals.js';
import { farthestPoints, sampleSurface } from './sample-surface.js';
import { boxMesh, cylinderMesh, sphereMesh } from './solid-mesh.js';
import { weld } from './weld.js';

describe('measures', () => {
  test('a box has its area, volume, bounds and centre', () => {
    const box = boxMesh([1, 2, 3]);
    expect(surfaceArea(box)).toBeCloseTo(22, 6);
    expect(signedVolume(box)).toBeCloseTo(6, 6);
    expect(boundsOf(box.vertices)).toEqual({ low: [-0.5, -1, -1.5], high: [0.5, 1, 1.5] });
    const moved = { ...box, vertices: box.vertices.map((value, i) => value + [4, 5, 6][i % 3]) };
    expect(centreOfMass(moved)).toBeAllclose([4, 5, 6], { relative: 1e-6 });
    expect(signedVolume({ ...box, faces: box.faces.slice().reverse() })).toBeCloseTo(-6, 6);
  });

  test('a sphere and a cylinder approach their closed forms', () => {
    const sphere = sphereMesh(0.05, 5);
    expect(surfaceArea(sphere) / (4 * Math.PI * 0.05 ** 2)).toBeCloseTo(1, 2);
    expect(signedVolume(sphere) / ((4 / 3) * Math.PI * 0.05 ** 3)).toBeCloseTo(1, 2);
    expect(signedVolume(cylinderMesh(0.03, 0.1, 256)) / (Math.PI * 0.03 ** 2 * 0.1)).toBeCloseTo(1, 3);
  });
});

test('normals of a sphere are its radii', () => {
  const sphere = sphereMesh(2, 4);
  expect(vertexNormals(sphere)).toBeAllclose(
    sphere.vertices.map((value) => value / 2),
    { absolute: 0.02 },
  );
  expect(faceNormals(boxMesh([1, 1, 1])).slice(0, 6)).toBeAllclose([-1, 0, 0, -1, 0, 0]);
});

describe('edges', () => {
  test('a closed mesh has E = 3F / 2 edges, each run once each way', () => {
    const sphere = sphereMesh(1, 2);
    const edges = meshEdges(sphere.faces);
    expect(edges.forward.length).toBe(sphere.faces.length / 2);
    expect(edges.forward.every((count) => count === 1) && edges.backward.every((count) => count === 1)).toBe(
      true,
    );
    expect(sphere.vertices.length / 3 - edges.forward.length + sphere.faces.length / 3).toBe(2);
    expect(boundaryLoops(sphere.faces)).toEqual([]);
    expect(vertexNeighbours(boxMesh([1, 1, 1]).faces, 8)[0].length).toBe(6);
  });

  test('an open cylinder has two rims', () => {
    const loops = boundaryLoops(cylinderMesh(1, 1, 16, true).faces);
    expect(loops.map((loop) => loop.length)).toEqual([16, 16]);
  });

  test('rims that touch in a vertex come apart', () => {
    // Two triangles that share one corner.
    const loops = boundaryLoops([0, 1, 2, 0, 3, 4]);
    expect(loops.map((loop) => [...loop].sort()).sort()).toEqual([
      [0, 1, 2],
      [0, 3, 4],
    ]);
  });
});

describe('closeBoundary', () => {
  test('a rim of n vertices takes n - 2 triangles, and the solid has the volume of the prism', () => {
    const open = cylinderMesh(1, 2, 16, true);
    const faces = closeBoundary(open);
    expect((faces.length - open.faces.length) / 3).toBe(2 * 14);
    expect(boundaryLoops(faces)).toEqual([]);
    const prism = 2 * 0.5 * 16 * Math.sin((2 * Math.PI) / 16);
    expect(signedVolume({ vertices: open.vertices, faces })).toBeCloseTo(prism, 5);
  });

  test('a star-shaped rim is closed without leaving its outline', () => {
    const open = cylinderMesh(1, 2, 20, true);
    for (let i = 0; i < 20; i += 2) {
      for (const at of [2 * i, 2 * i + 1]) {
        open.vertices[3 * at] *= 0.4;
        open.vertices[3 * at + 1] *= 0.4;
      }
    }
    const faces = closeBoundary(open);
    const star = 0.5 * 20 * 0.4 * Math.sin((2 * Math.PI) / 20);
    expect(signedVolume({ vertices: open.vertices, faces })).toBeCloseTo(2 * star, 5);
    const cap = { vertices: open.vertices, faces: faces.slice(open.faces.length) };
    expect(surfaceArea(cap)).toBeCloseTo(2 * star, 5); // more would mean overlaps
  });

  test('a closed mesh is returned as it is', () => {
    const box = boxMesh([1, 1, 1]);
    expect(closeBoundary(box)).toBe(box.faces);
  });
});

test('welding closes a triangle soup, within a tolerance too', () => {
  const sphere = sphereMesh(1, 2);
  const random = new Random(5, 'weld');
  const soup = {
    vertices: Float32Array.from(
      [...sphere.faces].flatMap((i) => [...sphere.vertices.slice(3 * i, 3 * i + 3)]),
    ),
    faces: Uint32Array.from(sphere.faces, (_, i) => i),
  };
  const exact = weld(soup);
  expect(exact.vertices.length).toBe(sphere.vertices.length);
  expect(boundaryLoops(exact.faces)).toEqual([]);
  expect(signedVolume(exact)).toBeCloseTo(signedVolume(sphere), 6);
  for (let i = 0; i < soup.vertices.length; i++) soup.vertices[i] += random.uniform(-1e-5, 1e-5);
  expect(weld(soup).vertices.length).toBe(soup.vertices.length);
  expect(weld(soup, 1e-4).vertices.length).toBe(sphere.vertices.length);
});

describe('surface points', () => {
  test('lie on their faces, spread by area', () => {
    const box = boxMesh([1, 2, 4]);
    const { points, faces, barycentric } = sampleSurface(box, 20000, new Random(6, 'surface'));
    const counts = new Float64Array(3);
    for (let i = 0; i < faces.length; i++) {
      counts[Math.floor(faces[i] / 4)]++;
      const axis = Math.floor(faces[i] / 4);
      expect(Math.abs(points[3 * i + axis])).toBeCloseTo([0.5, 1, 2][axis], 6);
      expect(barycentric[3 * i] + barycentric[3 * i + 1] + barycentric[3 * i + 2]).toBeCloseTo(1, 6);
    }
    expect(counts.map((count) => count / 20000)).toBeAllclose([8 / 14, 4 / 14, 2 / 14], { absolute: 0.015 });
  });

  test('farthest points of a line are its ends, then its middle', () => {
    const line = Float32Array.from({ length: 11 * 3 }, (_, i) => (i % 3 === 0 ? i / 3 : 0));
    expect([...farthestPoints(line, 4)].slice(0, 3)).toEqual([0, 10, 5]);
    expect([...farthestPoints([0, 0, 0, 0, 0, 0], 5)]).toEqual([0, 1]);
  });
});

test('the hull of a box with points inside is the box', () => {
  const random = new Random(7, 'hull');
  const inside = Array.from({ length: 300 }, () => random.uniform(-0.45, 0.45));
  const hull = convexHull([...boxMesh([1, 1, 1]).vertices, ...inside]);
  expect(hull.vertices.length / 3).toBe(8);
  expect(signedVolume(hull)).toBeCloseTo(1, 6);
  expect(boundaryLoops(hull.faces)).toEqual([]);
  expect(() => convexHull([0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0])).toThrow(/not in one plane/);
});

test('a hash tells values, types and splits apart', () => {
  const hashes = [
    hashArrays(Float32Array.of(1, 2)),
    hashArrays(Float32Array.of(1, 3)),
    hashArrays(Float32Array.of(1), Float32Array.of(2)),
    hashArrays(new Uint32Array(Float32Array.of(1, 2).buffer)),
  ];
  expect(new Set(hashes).size).toBe(4);
  expect(hashArrays(Float32Array.of(0, 1, 2).subarray(1))).toBe(hashes[0]);
});
