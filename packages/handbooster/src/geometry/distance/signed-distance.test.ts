import { Random } from '@handbooster/torch';
import { describe, expect, test } from 'vitest';
import type { Mesh } from '../mesh/mesh.js';
import { boxMesh, cylinderMesh, sphereMesh } from '../mesh/solid-mesh.js';
import { gridDistances } from './grid-distances.js';
import { MeshDistance } from './mesh-distance.js';
import { nearestOnTriangle, squaredDistanceToTriangle } from './nearest-on-triangle.js';
import { SignedDistanceGrid } from './signed-distance-grid.js';
import { WindingNumber } from './winding-number.js';

/** Signed distance to a box around the origin, in closed form. */
function boxDistance(size: number[], p: number[]): number {
  const q = p.map((value, k) => Math.abs(value) - size[k] / 2);
  const outside = Math.hypot(...q.map((value) => Math.max(value, 0)));
  return outside + Math.min(Math.max(...q), 0);
}

function cylinderDistance(radius: number, height: number, p: number[]): number {
  const q = [Math.hypot(p[0], p[1]) - radius, Math.abs(p[2]) - height / 2];
  return Math.hypot(Math.max(q[0], 0), Math.max(q[1], 0)) + Math.min(Math.max(q[0], q[1]), 0);
}

/**
 * Nearest distance over all triangles by dense sampling of each, then local refinement: no case analysis
 * shared.
 */
function bruteTriangle(corners: number[], p: number[]): number {
  let best = Infinity;
  let [bs, bt] = [0, 0];
  let width = 1;
  for (let round = 0; round < 12; round++) {
    const [cs, ct] = [bs, bt];
    for (let i = -10; i <= 10; i++) {
      for (let j = -10; j <= 10; j++) {
        const s = Math.min(Math.max(cs + (width * i) / 10, 0), 1);
        const t = Math.min(Math.max(ct + (width * j) / 10, 0), 1 - s);
        const d = [0, 1, 2].reduce((sum, k) => {
          const q = corners[k] + s * (corners[3 + k] - corners[k]) + t * (corners[6 + k] - corners[k]);
          return sum + (q - p[k]) ** 2;
        }, 0);
        if (d < best) {
          best = d;
          bs = s;
          bt = t;
        }
      }
    }
    width *= 0.4;
  }
  return best;
}

function pointsAround(count: number, extent: number, seed: number): Float32Array {
  return new Random(seed, 'signed distance').fillUniform(new Float32Array(count * 3), -extent, extent);
}

const rows = (points: Float32Array) =>
  Array.from({ length: points.length / 3 }, (_, i) => [...points.subarray(3 * i, 3 * i + 3)]);

test('point to triangle agrees with a search over the triangle, in every region', () => {
  const random = new Random(11, 'triangle');
  for (let i = 0; i < 300; i++) {
    const corners = Array.from({ length: 9 }, () => random.uniform(-1, 1));
    const p = Array.from({ length: 3 }, () => random.uniform(-2, 2));
    const squared = squaredDistanceToTriangle(corners, 0, p[0], p[1], p[2]);
    expect(squared).toBeCloseTo(bruteTriangle(corners, p), 5);
    // The weights say where: they sum to 1, none is negative, and the point they make is that far away.
    const weights = new Float64Array(3);
    expect(nearestOnTriangle(p[0], p[1], p[2], corners, 0, 3, 6, weights)).toBe(squared);
    expect(weights[0] + weights[1] + weights[2]).toBeCloseTo(1, 14);
    expect(Math.min(...weights)).toBeGreaterThan(-1e-15);
    const made = [0, 1, 2].map(
      (k) => weights[0] * corners[k] + weights[1] * corners[3 + k] + weights[2] * corners[6 + k],
    );
    expect(made.reduce((sum, value, k) => sum + (value - p[k]) ** 2, 0)).toBeCloseTo(squared, 12);
  }
  // A triangle shrunk to a point, and one to an edge.
  expect(squaredDistanceToTriangle([1, 0, 0, 1, 0, 0, 1, 0, 0], 0, 3, 0, 0)).toBeCloseTo(4, 12);
  expect(squaredDistanceToTriangle([0, 0, 0, 2, 0, 0, 1, 0, 0], 0, 1, 1, 0)).toBeCloseTo(1, 12);
  // Two corners in one point, whichever they are.
  const [p, q] = [
    [0, 0, 0],
    [2, 0, 0],
  ];
  for (const corners of [
    [p, p, q],
    [p, q, p],
    [q, p, p],
    [q, q, p],
    [q, p, q],
    [p, q, q],
  ]) {
    for (const [x, expected] of [
      [-1, 2],
      [0.5, 1],
      [1.5, 1],
      [3, 2],
    ]) {
      expect(squaredDistanceToTriangle(corners.flat(), 0, x, 1, 0)).toBeCloseTo(expected, 12);
    }
  }
});

describe('MeshDistance', () => {
  test('is exact on a box, with the nearest point and its face', () => {
    const size = [0.06, 0.1, 0.2];
    const box = boxMesh([0.06, 0.1, 0.2]);
    const points = pointsAround(500, 0.15, 1);
    const { distances, closest, faces } = new MeshDistance(box).query(points);
    const expected = rows(points).map((p) => boxDistance(size, p));
    expect(distances).toBeAllclose(expected, { absolute: 1e-7 });
    expect(
      rows(closest).map((c, i) => Math.hypot(...c.map((value, k) => value - points[3 * i + k]))),
    ).toBeAllclose(expected.map(Math.abs), { absolute: 1e-7 });
    for (let i = 0; i < 500; i++) {
      const corners = [...box.faces.subarray(3 * faces[i], 3 * faces[i] + 3)].flatMap((v) => [
        ...box.vertices.subarray(3 * v, 3 * v + 3),
      ]);
      const c = closest.subarray(3 * i, 3 * i + 3);
      expect(squaredDistanceToTriangle(corners, 0, c[0], c[1], c[2])).toBeLessThan(1e-12);
    }
  });

  test('a bound prunes without changing what is nearer', () => {
    const solid = new MeshDistance(sphereMesh(0.05, 3));
    expect(solid.unsigned(0.1, 0, 0, 0.051)).toBeCloseTo(0.05, 3);
    expect(solid.unsigned(0.1, 0, 0, 0.04)).toBe(Infinity);
  });
});

describe('WindingNumber', () => {
  test('is 1 inside, 0 outside, and far dipoles change it little', () => {
    const sphere = sphereMesh(1, 4);
    const winding = new WindingNumber(sphere);
    for (const p of rows(pointsAround(300, 1.5, 2))) {
      const radius = Math.hypot(...p);
      if (Math.abs(radius - 1) < 0.02) continue;
      expect(Math.abs(winding.at(p[0], p[1], p[2]) - (radius < 1 ? 1 : 0))).toBeLessThan(0.02);
    }
  });

  test('still tells the sides of an open or inverted mesh', () => {
    const open = new WindingNumber(cylinderMesh(0.03, 0.2, 32, true));
    expect(open.isInside(0.01, 0, 0)).toBe(true);
    expect(open.isInside(0.04, 0, 0)).toBe(false);
    const inverted = new WindingNumber({
      ...boxMesh([1, 1, 1]),
      faces: boxMesh([1, 1, 1]).faces.slice().reverse(),
    });
    expect(inverted.at(0, 0, 0)).toBeCloseTo(-1, 6);
    expect(inverted.isInside(0, 0, 0)).toBe(true);
  });
});

describe('SignedDistanceGrid', () => {
  const solids: [string, Mesh, (p: number[]) => number][] = [
    ['box', boxMesh([0.06, 0.1, 0.2]), (p) => boxDistance([0.06, 0.1, 0.2], p)],
    ['sphere', sphereMesh(0.045, 6), (p) => Math.hypot(...p) - 0.045],
    ['cylinder', cylinderMesh(0.033, 0.1, 256), (p) => cylinderDistance(0.033, 0.1, p)],
  ];

  test.each(solids)('is right within 0.3 mm on average around a %s', (_, mesh, truth) => {
    const grid = SignedDistanceGrid.build(mesh, { cell: 0.003 });
    const points = pointsAround(6000, 0.13, 3);
    const { distances } = grid.sample(points);
    const errors = rows(points)
      .map((p, i) => [truth(p), Math.abs(truth(p) - distances[i])])
      .filter(([distance]) => Math.abs(distance) < 0.03);
    expect(errors.length).toBeGreaterThan(500);
    expect(errors.reduce((sum, [, error]) => sum + error, 0) / errors.length).toBeLessThan(0.0001);
    expect(Math.max(...errors.map(([, error]) => error))).toBeLessThan(0.0015); // half a cell, at edges
  });

  test('nodes hold the brute-force distance', () => {
    const mesh = sphereMesh(0.03, 2);
    for (let i = 0; i < mesh.vertices.length; i++) mesh.vertices[i] *= [1, 0.6, 1.4][i % 3];
    const layout = { origin: [-0.05, -0.04, -0.06] as const, cell: 0.004, size: [26, 21, 31] as const };
    const values = gridDistances(mesh, layout);
    const exact = new MeshDistance(mesh);
    let worst = 0;
    let sum = 0;
    for (let n = 0; n < values.length; n++) {
      const place = [Math.floor(n / 651), Math.floor(n / 31) % 21, n % 31];
      const [x, y, z] = place.map((index, k) => layout.origin[k] + 0.004 * index);
      let truth = Infinity;
      for (let f = 0; f < mesh.faces.length; f += 3) {
        const corners = [...mesh.faces.subarray(f, f + 3)].flatMap((v) => [
          ...mesh.vertices.subarray(3 * v, 3 * v + 3),
        ]);
        truth = Math.min(truth, squaredDistanceToTriangle(corners, 0, x, y, z));
      }
      truth = Math.sqrt(truth) * (exact.isInside(x, y, z) ? -1 : 1);
      worst = Math.max(worst, Math.abs(values[n] - truth));
      sum += Math.abs(values[n] - truth);
    }
    expect(sum / values.length).toBeLessThan(1e-5);
    expect(worst).toBeLessThan(5e-4);
  });

  test('gradients are the derivatives of the samples, within the grid and beyond it', () => {
    const grid = SignedDistanceGrid.build(boxMesh([0.04, 0.05, 0.06]), { cell: 0.004, padding: 0.02 });
    const points = pointsAround(400, 0.09, 4);
    const { gradients } = grid.sample(points);
    const step = 2e-5;
    let compared = 0;
    for (let i = 0; i < 400; i++) {
      const node = [0, 1, 2].map((k) => (points[3 * i + k] - grid.origin[k]) / grid.cell);
      // Across a cell's wall the derivative jumps.
      if (node.some((value) => Math.abs(value - Math.round(value)) < 0.02)) continue;
      compared++;
      for (let k = 0; k < 3; k++) {
        const moved = [1, -1].map((sign) => {
          const p = points.slice(3 * i, 3 * i + 3);
          p[k] += sign * step;
          return { place: p[k], value: grid.sample(p).distances[0] };
        });
        const slope = (moved[0].value - moved[1].value) / (moved[0].place - moved[1].place);
        expect(Math.abs(slope - gradients[3 * i + k])).toBeLessThan(2e-3);
      }
    }
    expect(compared).toBeGreaterThan(200);
  });

  test('grows on beyond its border', () => {
    const grid = SignedDistanceGrid.build(sphereMesh(0.03, 4), { padding: 0.02 });
    expect(grid.sample([0.3, 0, 0]).distances[0]).toBeCloseTo(0.27, 3);
    expect(grid.sample([0.3, 0, 0]).gradients).toBeAllclose([1, 0, 0], { absolute: 0.06 });
  });

  test('an open solid keeps its inside; a huge one gets larger cells', () => {
    const open = SignedDistanceGrid.build(cylinderMesh(0.03, 0.2, 32, true), { cell: 0.01, padding: 0.02 });
    expect(open.sample([0, 0, 0]).distances[0]).toBeLessThan(-0.02);
    expect(open.sample([0, 0, 0.15]).distances[0]).toBeGreaterThan(0.02);
    const huge = SignedDistanceGrid.build(boxMesh([10, 10, 10]), { maximumNodes: 20000 });
    expect(huge.values.length).toBeLessThan(30000);
    expect(huge.sample([0, 0, 0]).distances[0]).toBeCloseTo(-5, 5);
  });
});
