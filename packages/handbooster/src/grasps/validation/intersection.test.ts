import { describe, expect, it } from 'vitest';
import { SignedDistanceGrid } from '../../geometry/distance/signed-distance-grid.js';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import { boxMesh, cylinderMesh, sphereMesh } from '../../geometry/mesh/solid-mesh.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { closedFaces } from '../../hand/hand-parts.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { exactIntersection } from './exact-intersection.js';
import { voxelIntersection } from './voxel-intersection.js';

function moved(mesh: Mesh, by: readonly number[]): Mesh {
  return { vertices: mesh.vertices.map((value, i) => value + by[i % 3]), faces: mesh.faces };
}

describe('shared volume', () => {
  const box = boxMesh([0.06, 0.05, 0.04]);
  const boxField = SignedDistanceGrid.build(box, { cell: 0.002 });

  it('of two boxes is the box they share, by both', async () => {
    const other = moved(boxMesh([0.03, 0.03, 0.03]), [0.03, 0.01, -0.015]);
    // x: 0.015 ... 0.03, y: -0.005 ... 0.025, z: -0.02 ... 0
    const shared = 0.015 * 0.03 * 0.02;
    expect(await exactIntersection(other, box)).toBeCloseTo(shared, 10);
    expect(Math.abs(voxelIntersection(other, boxField) - shared)).toBeLessThan(0.05 * shared);
  });

  it('of a ball inside a cylinder is the ball', async () => {
    const ball = moved(sphereMesh(0.012, 4), [0.003, -0.004, 0.01]);
    const can = cylinderMesh(0.04, 0.1, 128);
    const volume = (4 / 3) * Math.PI * 0.012 ** 3;
    expect(await exactIntersection(ball, can)).toBeCloseTo(volume, 7);
    const counted = voxelIntersection(ball, SignedDistanceGrid.build(can, { cell: 0.004 }));
    expect(Math.abs(counted - volume)).toBeLessThan(0.02 * volume);
  });

  it('is zero apart', async () => {
    const away = moved(box, [0.1, 0, 0]);
    expect(await exactIntersection(away, box)).toBe(0);
    expect(voxelIntersection(away, boxField)).toBe(0);
    expect(voxelIntersection(moved(box, [1, 0, 0]), boxField)).toBe(0);
  });

  it('agrees between voxels and solids for a bent hand in a box', async () => {
    const model = loadBuiltinHand();
    const pose = new Float32Array(48);
    for (let joint = 1; joint <= 12; joint++) pose[3 * joint + 2] = 0.5;
    for (const down of [-0.025, -0.03, -0.036]) {
      const { vertices } = decodeHands(model, pose, null, [0.02, -down, 0]);
      const hand = { vertices, faces: closedFaces(model) };
      const exact = await exactIntersection(hand, box);
      const counted = voxelIntersection(hand, boxField);
      expect(exact).toBeGreaterThan(2e-6);
      expect(Math.abs(counted - exact)).toBeLessThan(0.03 * exact);
    }
  });

  it('counts a fold that overlaps itself once', () => {
    // Two boxes in one mesh, overlapping by half: their union is 1.5 boxes.
    const a = boxMesh([0.02, 0.02, 0.02]);
    const b = moved(a, [0.01, 0, 0]);
    const both = {
      vertices: Float32Array.from([...a.vertices, ...b.vertices]),
      faces: Uint32Array.from([...a.faces, ...b.faces.map((v) => v + 8)]),
    };
    expect(Math.abs(voxelIntersection(both, boxField) - 1.5 * 8e-6)).toBeLessThan(0.05 * 12e-6);
  });

  it('refuses an open mesh by name of the defect', async () => {
    const open = { vertices: box.vertices, faces: box.faces.slice(3) };
    await expect(exactIntersection(open, box)).rejects.toThrow(/first mesh is not a closed solid/);
  });
});
