import { describe, expect, it } from 'vitest';
import { type DistanceField, sampleDistance } from '../../geometry/distance/distance-field.js';
import { SignedDistanceGrid } from '../../geometry/distance/signed-distance-grid.js';
import { boxMesh, cylinderMesh } from '../../geometry/mesh/solid-mesh.js';
import { proceduralObjects } from '../../objects/procedural/procedural-objects.js';
import { fillHollows } from './fill-hollows.js';

function at(field: DistanceField, point: readonly [number, number, number]): number {
  const out = new Float64Array(4);
  sampleDistance(field, ...point, out);
  return out[0];
}

/** A tube with a bottom: inner radius `inner`, walls and bottom 4 mm, 8 cm high, its middle at the origin. */
function cup(inner: number): SignedDistanceGrid {
  const profile = [
    [0, -0.04],
    [inner + 0.004, -0.04],
    [inner + 0.004, 0.04],
    [inner, 0.04],
    [inner, -0.036],
    [0, -0.036],
  ];
  const sides = 24;
  const vertices: number[] = [];
  const faces: number[] = [];
  profile.forEach(([radius, z], ring) => {
    for (let i = 0; i < sides; i++) {
      const angle = (2 * Math.PI * i) / sides;
      vertices.push(radius * Math.cos(angle), radius * Math.sin(angle), z);
      const [p, q] = [ring * sides + i, ring * sides + ((i + 1) % sides)];
      if (ring < profile.length - 1) faces.push(p, q, q + sides, p, q + sides, p + sides);
    }
  });
  const mesh = { vertices: Float32Array.from(vertices), faces: Uint32Array.from(faces) };
  return SignedDistanceGrid.build(mesh, { cell: 0.004 });
}

const narrow = cup(0.03);
const filled = fillHollows(narrow) as DistanceField;

describe('fillHollows', () => {
  it('finds nothing in convex solids', () => {
    expect(fillHollows(SignedDistanceGrid.build(boxMesh([0.06, 0.08, 0.1]), { cell: 0.004 }))).toBeNull();
    expect(fillHollows(SignedDistanceGrid.build(cylinderMesh(0.035, 0.1, 24), { cell: 0.004 }))).toBeNull();
  });

  it('fills a cup that a fist does not enter, and not a wider one', () => {
    expect(at(narrow, [0, 0, 0])).toBeGreaterThan(0.02);
    // A ball of 35 mm rests on the mouth, 30 mm wide: it dips by 35 - sqrt(35^2 - 30^2) = 17 mm under the rim
    // at 40 mm.
    expect(at(filled, [0, 0, 0.015])).toBeLessThan(0);
    expect(at(filled, [0, 0, 0.03])).toBeGreaterThan(0);
    expect(at(filled, [0, 0, -0.02])).toBeLessThan(-0.01);
    expect(fillHollows(cup(0.05), { share: 1 })).toBeNull();
  });

  it('leaves the outside as it is, and only ever adds', () => {
    expect(narrow.values.every((value, n) => filled.values[n] <= value)).toBe(true);
    for (const point of [
      [0.05, 0, 0],
      [0.034, 0, 0.01],
      [0, 0.04, -0.03],
      [0.02, 0, -0.05],
    ] as const) {
      expect(Math.abs(at(filled, point) - at(narrow, point))).toBeLessThan(1e-6);
    }
  });

  it('fills the mug, not the bowl, of the objects that come with the product', () => {
    const hollow = proceduralObjects()
      .filter(({ name }) => name === '025_mug' || name === '024_bowl')
      .map((mesh) => [mesh.name, fillHollows(SignedDistanceGrid.build(mesh, { cell: 0.004 })) !== null]);
    expect(Object.fromEntries(hollow)).toEqual({ '024_bowl': false, '025_mug': true });
  });
});
