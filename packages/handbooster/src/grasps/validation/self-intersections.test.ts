import { Random } from '@handbooster/torch/random';
import { describe, expect, it } from 'vitest';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import { sphereMesh } from '../../geometry/mesh/solid-mesh.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { closedFaces } from '../../hand/hand-parts.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { countSelfIntersections } from './self-intersections.js';

function joined(a: Mesh, b: Mesh, by: number): Mesh {
  return {
    vertices: Float32Array.from([
      ...a.vertices,
      ...b.vertices.map((value, i) => value + (i % 3 === 0 ? by : 0)),
    ]),
    faces: Uint32Array.from([...a.faces, ...b.faces.map((v) => v + a.vertices.length / 3)]),
  };
}

describe('countSelfIntersections', () => {
  it('counts two triangles through each other, not beside, above or sharing a corner', () => {
    const flat = [0, 0, 0, 1, 0, 0, 0, 1, 0];
    const pair = (other: number[], faces = [0, 1, 2, 3, 4, 5]) =>
      countSelfIntersections({
        vertices: Float32Array.of(...flat, ...other),
        faces: Uint32Array.from(faces),
      });
    expect(pair([0.2, 0.2, -1, 0.2, 0.2, 1, 0.3, 0.3, 1])).toBe(1);
    // Its large face takes an edge of the flat one.
    expect(pair([-5, 0.2, -5, 5, 0.2, -5, 0, 0.2, 9])).toBe(1);
    expect(pair([0.8, 0.8, -1, 0.8, 0.8, 1, 0.9, 0.9, 1])).toBe(0);
    expect(pair([0.2, 0.2, 0.1, 0.2, 0.2, 1, 0.3, 0.3, 1])).toBe(0);
    expect(pair([0.2, 0.2, -1, 0.2, 0.2, 1, 0.3, 0.3, 1], [0, 1, 2, 0, 4, 5])).toBe(0);
  });

  it('agrees with points found on both of two random triangles', () => {
    const random = new Random(1, 'crossing triangles');
    let crossing = 0;
    for (let i = 0; i < 400; i++) {
      const vertices = random.fillUniform(new Float32Array(18), -1, 1);
      const found = countSelfIntersections({ vertices, faces: Uint32Array.of(0, 1, 2, 3, 4, 5) });
      crossing += found;
      // Signed distances of the corners of each from the other's plane; both change sign where they cross.
      expect(found).toBe(overlapOnLine(vertices) ? 1 : 0);
    }
    expect(crossing).toBeGreaterThan(50);
    expect(crossing).toBeLessThan(350);
  });

  it('finds balls in one another and none apart, creases in a bent hand and none in a flat one', () => {
    const [ball, finer] = [sphereMesh(0.02, 2), sphereMesh(0.02, 3)];
    expect(countSelfIntersections(joined(ball, finer, 0.0301))).toBeGreaterThan(10);
    expect(countSelfIntersections(joined(ball, finer, 0.041))).toBe(0);
    const model = loadBuiltinHand();
    const faces = closedFaces(model);
    const hand = (flexion: number) => {
      const pose = new Float32Array(48);
      for (let joint = 1; joint <= 12; joint++) pose[3 * joint + 2] = flexion;
      return decodeHands(model, pose, null, null).vertices;
    };
    expect(countSelfIntersections({ vertices: hand(0), faces })).toBe(0);
    expect(countSelfIntersections({ vertices: hand(1.2), faces })).toBeGreaterThan(0);
  });
});

/** Möller's way: where each triangle meets the line of both planes, as intervals. */
function overlapOnLine(v: Float32Array): boolean {
  const corner = (i: number) => [...v.subarray(3 * i, 3 * i + 3)];
  const minus = (a: number[], b: number[]) => a.map((value, k) => value - b[k]);
  const cross = (a: number[], b: number[]) => [
    a[1] * b[2] - a[2] * b[1],
    a[2] * b[0] - a[0] * b[2],
    a[0] * b[1] - a[1] * b[0],
  ];
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, k) => sum + value * b[k], 0);
  const normal = (i: number) => cross(minus(corner(i + 1), corner(i)), minus(corner(i + 2), corner(i)));
  const line = cross(normal(0), normal(3));
  const interval = (own: number, other: number): [number, number] | null => {
    const n = normal(other);
    const heights = [0, 1, 2].map((k) => dot(n, minus(corner(own + k), corner(other))));
    const places: number[] = [];
    for (let k = 0; k < 3; k++) {
      const next = (k + 1) % 3;
      if (heights[k] * heights[next] >= 0) continue;
      const t = heights[k] / (heights[k] - heights[next]);
      const along = (i: number) => dot(line, corner(own + i));
      places.push(along(k) + t * (along(next) - along(k)));
    }
    return places.length === 2 ? [Math.min(...places), Math.max(...places)] : null;
  };
  const a = interval(0, 3);
  const b = interval(3, 0);
  return a !== null && b !== null && a[0] < b[1] && b[0] < a[1];
}
