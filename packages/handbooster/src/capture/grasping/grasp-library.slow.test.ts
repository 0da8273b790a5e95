import { beforeAll, describe, expect, it } from 'vitest';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import { boxMesh, cylinderMesh } from '../../geometry/mesh/solid-mesh.js';
import { applyRigid } from '../../geometry/rigid-motion.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { handFrame } from '../../hand/hand-frame.js';
import { partOfVertex } from '../../hand/hand-parts.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { FINGER_JOINTS } from '../../hand/model/hand-skeleton.js';
import type { ObjectModel } from '../../objects/object-model.js';
import { HandCloser } from './close-hand.js';
import { findGrasps, type ObjectGrasps } from './grasp-library.js';
import { graspScore } from './grasp-score.js';
import { placementOf } from './grasp-seed.js';
import { PRESHAPES } from './preshape.js';
import { mirroredObject, type StandingObject, standingObject } from './standing-object.js';

const model = loadBuiltinHand();
const BOX = [0.06, 0.04, 0.15] as const;

const asObject = (mesh: Mesh, name: string): ObjectModel => ({
  ...mesh,
  id: 200,
  name,
  uvs: null,
  texture: null,
  color: [0.5, 0.5, 0.5],
});

/** Signed distance to a box around the origin, in closed form. */
function boxDistance(x: number, y: number, z: number): number {
  const q = [Math.abs(x) - BOX[0] / 2, Math.abs(y) - BOX[1] / 2, Math.abs(z) - BOX[2] / 2];
  return Math.hypot(...q.map((v) => Math.max(v, 0))) + Math.min(0, Math.max(...q));
}

describe('findGrasps', () => {
  let object: StandingObject;
  let grasps: ObjectGrasps;

  beforeAll(() => {
    object = standingObject(asObject(boxMesh(BOX), 'box'));
    grasps = findGrasps(model, object, { training: 2, unseen: 3 }, 3, 0);
  });

  it('finds as many as asked, all different', () => {
    expect(grasps.training).toHaveLength(2);
    expect(grasps.unseen).toHaveLength(3);
    const all = [...grasps.training, ...grasps.unseen].map((seed) => JSON.stringify(seed));
    expect(new Set(all).size).toBe(5);
    for (const seed of grasps.unseen) {
      for (const other of grasps.training) {
        const sameKind = seed.preshape === other.preshape && seed.stand === other.stand;
        const cosine = seed.approach.reduce((sum, x, k) => sum + x * other.approach[k], 0);
        const roll = seed.lateral.reduce((sum, x, k) => sum + x * other.lateral[k], 0);
        expect(sameKind && cosine > 0.995 && roll > 0.995).toBe(false);
      }
    }
  });

  it('touches with the thumb and another finger, goes into nothing, and stays above the table', () => {
    const parts = partOfVertex(model);
    const closer = new HandCloser(model, new Float32Array(10));
    for (const seed of [...grasps.training, ...grasps.unseen]) {
      const preshape = PRESHAPES.find(({ name }) => name === seed.preshape)!;
      const stand = object.stands[seed.stand];
      const closed = closer.close(
        preshape,
        placementOf(seed, preshape, handFrame(model)),
        object.field,
        stand,
      );
      expect(graspScore(closed, preshape, stand)).toBeGreaterThan(0);
      const { vertices } = decodeHands(model, closed.pose, null, closed.translation);
      const local = applyRigid(stand.objectFromTable, vertices);
      const nearest = new Map<string, number>();
      let deepest = 0;
      for (let v = 0; v < parts.length; v++) {
        const distance = boxDistance(local[v * 3], local[v * 3 + 1], local[v * 3 + 2]);
        deepest = Math.min(deepest, distance);
        const finger =
          Object.entries(FINGER_JOINTS).find(([, joints]) => joints.includes(parts[v]))?.[0] ?? 'palm';
        nearest.set(finger, Math.min(nearest.get(finger) ?? 1, distance));
        expect(vertices[v * 3 + 2]).toBeGreaterThan(0);
      }
      // A quarter of the field's cell comes on top of what a fingertip gives way.
      expect(deepest).toBeGreaterThan(-0.0012);
      expect(nearest.get('thumb')).toBeLessThan(0.0025);
      const fingers = preshape.touching.filter((finger) => nearest.get(finger)! < 0.0025);
      expect(fingers.length).toBeGreaterThanOrEqual(preshape.least);
    }
  });

  it('opens the hand before it closes it', () => {
    const closer = new HandCloser(model, new Float32Array(10));
    const seed = grasps.training[0];
    const preshape = PRESHAPES.find(({ name }) => name === seed.preshape)!;
    const stand = object.stands[seed.stand];
    const closed = closer.close(preshape, placementOf(seed, preshape, handFrame(model)), object.field, stand);
    const { vertices } = decodeHands(model, closed.openPose, null, closed.translation);
    const local = applyRigid(stand.objectFromTable, vertices);
    for (let i = 0; i < local.length; i += 3) {
      expect(boxDistance(local[i], local[i + 1], local[i + 2])).toBeGreaterThan(-0.0008);
    }
  });

  it('finds none of a thing far too large', () => {
    const wall = standingObject(asObject(boxMesh([0.24, 0.24, 0.24]), 'wall'));
    expect(findGrasps(model, wall, { training: 1, unseen: 1 }, 3, 0)).toEqual({ training: [], unseen: [] });
  });
});

describe('standingObject', () => {
  it('stands a box upright first, on its widest side next', () => {
    const { stands } = standingObject(asObject(boxMesh(BOX), 'box'));
    expect(stands).toHaveLength(2);
    expect(stands[0].bounds).toBeAllclose([-0.03, -0.02, 0, 0.03, 0.02, 0.15], { absolute: 1e-6 });
    expect(stands[0].center).toBeAllclose([0, 0, 0.075], { absolute: 1e-6 });
    expect(stands[1].bounds[5]).toBeCloseTo(BOX[1], 5);
    expect(stands[0].extents).toBeAllclose([0.15, 0.06, 0.04], { absolute: 1e-5 });
  });

  it('lays down what is too thin to stand', () => {
    const { stands } = standingObject(asObject(cylinderMesh(0.008, 0.12, 32), 'stick'));
    for (const { bounds } of stands) expect(bounds[5]).toBeCloseTo(0.016, 3);
  });

  it('mirrors field, ways to stand and bounds alike', () => {
    const skew = boxMesh(BOX);
    const vertices = skew.vertices.map((x, i) => (i % 3 === 0 ? x + 0.2 * skew.vertices[i + 2] + 0.01 : x));
    const object = standingObject(asObject({ ...skew, vertices }, 'skew'));
    const mirror = mirroredObject(object);
    const points = Float32Array.from({ length: 60 }, (_, i) => 0.09 * Math.sin(7.1 * i));
    const turned = points.map((x, i) => (i % 3 === 0 ? -x : x));
    expect(mirror.field.sample(turned).distances).toBeAllclose(object.field.sample(points).distances, {
      absolute: 1e-6,
    });
    const placed = applyRigid(object.stands[0].tableFromObject, points);
    const mirrored = applyRigid(mirror.stands[0].tableFromObject, turned);
    expect(mirrored).toBeAllclose(
      placed.map((x, i) => (i % 3 === 0 ? -x : x)),
      { absolute: 1e-6 },
    );
    expect(mirror.stands[0].bounds[0]).toBeCloseTo(-object.stands[0].bounds[3], 6);
  });
});
