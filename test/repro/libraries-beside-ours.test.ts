import { Random } from '@handbooster/torch';
import { describe, expect, it } from 'vitest';
import { MeshDistance } from '../../packages/handbooster/src/geometry/distance/mesh-distance.js';
import { signedVolume } from '../../packages/handbooster/src/geometry/mesh/area-and-volume.js';
import { convexHull } from '../../packages/handbooster/src/geometry/mesh/convex-hull.js';
import type { Mesh } from '../../packages/handbooster/src/geometry/mesh/mesh.js';
import { simplifyMesh } from '../../packages/handbooster/src/geometry/mesh/simplify-mesh.js';
import { boxMesh, sphereMesh } from '../../packages/handbooster/src/geometry/mesh/solid-mesh.js';
import { exactIntersection } from '../../packages/handbooster/src/grasps/validation/exact-intersection.js';
import { dropObject } from '../../packages/handbooster/src/objects/resting/drop-object.js';

function moved({ vertices, faces }: Mesh, by: readonly number[]): Mesh {
  return { vertices: vertices.map((value, i) => value + by[i % 3]), faces };
}

function inverted({ vertices, faces }: Mesh): Mesh {
  return { vertices, faces: Uint32Array.from(faces).reverse() };
}

function together(...meshes: Mesh[]): Mesh {
  const vertices = meshes.flatMap((mesh) => [...mesh.vertices]);
  let first = 0;
  const faces = meshes.flatMap((mesh) => {
    const own = [...mesh.faces].map((vertex) => vertex + first);
    first += mesh.vertices.length / 3;
    return own;
  });
  return { vertices: Float32Array.from(vertices), faces: Uint32Array.from(faces) };
}

describe('MeshDistance.unsigned within a bound (three-mesh-bvh)', () => {
  it('is the distance below the bound and Infinity from it on', () => {
    // Inside a box the distance is that to the nearest of six planes, outside that to the clamped point.
    const sides = [0.6, 1, 1.4];
    const distance = new MeshDistance(boxMesh([1.2, 2, 2.8]));
    const random = new Random('bounds');
    let within = 0;
    for (let i = 0; i < 5000; i++) {
      const point = [0, 1, 2].map(() => random.uniform(-2, 2));
      const past = point.map((value, k) => Math.abs(value) - sides[k]);
      const exact =
        Math.max(...past) < 0 ? -Math.max(...past) : Math.hypot(...past.map((value) => Math.max(0, value)));
      const bound = random.uniform(0.01, 1.5);
      // Single precision of coordinates up to 2.8.
      if (Math.abs(exact - bound) < 1e-6) continue;
      const found = distance.unsigned(point[0], point[1], point[2], bound);
      if (exact < bound) within++;
      if (exact < bound) expect(Math.abs(found - exact)).toBeLessThan(1e-6);
      else expect(found).toBe(Number.POSITIVE_INFINITY);
    }
    expect(within).toBeGreaterThan(1000);
  });
});

describe('simplifyMesh (meshoptimizer)', () => {
  it('takes meshes of which few faces are left once those without area are gone', async () => {
    const ball = sphereMesh(0.05, 4);
    const count = ball.faces.length / 3;
    const points = Array.from({ length: 3 * 3000 }, (_, i) => Math.floor(i / 3) % 50);
    const mesh = { vertices: ball.vertices, faces: Uint32Array.from([...ball.faces, ...points]) };
    // More is asked for than is left, as many, and fewer.
    for (const wanted of [count + 1000, count, 500]) {
      const simple = await simplifyMesh(mesh, wanted);
      expect(simple.faces.length / 3).toBeLessThanOrEqual(wanted);
      // An inscribed ball of 320 even faces lacks 3.5 % (the icosahedron split twice).
      expect(Math.abs(signedVolume(simple) / signedVolume(ball) - 1)).toBeLessThan(0.035);
    }
  });
});

describe('exactIntersection (manifold-3d)', () => {
  const box = boxMesh([0.02, 0.04, 0.06]);
  const other = moved(boxMesh([0.02, 0.04, 0.06]), [0.01, 0.01, 0]);
  // 1 x 3 x 6 cm.
  const shared = 0.01 * 0.03 * 0.06;
  const close = (value: number, wanted: number) =>
    expect(Math.abs(value - wanted)).toBeLessThan(1e-6 * wanted + 1e-12);

  it('is the same whichever way faces look', async () => {
    for (const a of [box, inverted(box)]) {
      for (const b of [other, inverted(other)]) close(await exactIntersection(a, b), shared);
    }
  });

  it('counts shells that overlap once, and takes hollows off', async () => {
    // Two boxes that overlap by half: 3 x 4 x 6 cm of union.
    const twice = together(box, moved(box, [0.01, 0, 0]));
    const around = boxMesh([0.2, 0.2, 0.2]);
    close(await exactIntersection(twice, around), 0.03 * 0.04 * 0.06);
    close(await exactIntersection(inverted(twice), around), 0.03 * 0.04 * 0.06);
    close(await exactIntersection(around, together(box, box)), 0.02 * 0.04 * 0.06);
    const hollow = together(boxMesh([0.04, 0.06, 0.08]), inverted(box));
    const volume = 0.04 * 0.06 * 0.08 - 0.02 * 0.04 * 0.06;
    close(await exactIntersection(hollow, around), volume);
    close(await exactIntersection(inverted(hollow), around), volume);
    close(await exactIntersection(hollow, moved(box, [0, 0.02, 0])), 0.02 * 0.01 * 0.06);
  });
});

describe('convexHull (three) and bodies made of it (Rapier)', () => {
  const line = [0, 1, 2, 3, 7].flatMap((t) => [0.1 + 0.01 * t, 0.02 * t, -0.03 * t]);
  const square = [0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 0.5, 0.5, 0];
  it.each<[string, number[], RegExp]>([
    ['in a line', line, /four or more points that are not in one plane, found 5/],
    ['all in one place', [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3], /not in one plane/],
    ['in a plane', square, /not in one plane/],
    ['with a number that is none', [...square, 0.5, 0.5, Number.NaN], /finite numbers, found NaN in point 5/],
    [
      'with an infinite one',
      [...square, Number.POSITIVE_INFINITY, 0, 1],
      /finite numbers, found Infinity in point 5/,
    ],
  ])('refuses points %s', (_, points, words) => {
    expect(() => convexHull(points)).toThrow(words);
  });

  it('drops no body without mass', async () => {
    const sheet = {
      vertices: Float32Array.from(square),
      faces: Uint32Array.from([0, 1, 2, 0, 2, 3, 2, 1, 0, 3, 2, 0]),
    };
    await expect(dropObject(sheet)).rejects.toThrow(
      /expected a closed surface .*volume of 0|not in one plane/,
    );
  });
});
