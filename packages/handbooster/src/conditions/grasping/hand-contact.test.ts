import { describe, expect, it } from 'vitest';
import { boxMesh } from '../../geometry/mesh/solid-mesh.js';
import { applyRigid, rigid } from '../../geometry/rigid-motion.js';
import { axisAngleToMatrix } from '../../geometry/rotations.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { HandContact } from './hand-contact.js';

const SIDES: [number, number, number] = [0.08, 0.06, 0.2];
const box = { id: 3, ...boxMesh(SIDES) };
const pose = rigid(axisAngleToMatrix([0.4, -0.9, 0.3]), [0.05, -0.02, 0.6]);
const object = { id: 3, pose };
const inCamera = (...point: number[]) => applyRigid(pose, Float32Array.from(point));

describe('contact of a hand and an object', () => {
  it('is within the stated distance of a side, an edge or a corner, and anywhere inside', () => {
    const contact = new HandContact([box], 0.005);
    const touches = (...point: number[]) => contact.touches(inCamera(...point), object);
    expect(touches(0.0449, 0, 0)).toBe(true);
    expect(touches(0.0451, 0, 0)).toBe(false);
    // 4 mm past the corner along each axis is 6.9 mm from it, though inside the widened box.
    expect(touches(0.044, 0.034, 0.104)).toBe(false);
    expect(touches(0.0425, 0.0325, 0.1025)).toBe(true);
    expect(touches(0, 0, 0)).toBe(true);
  });

  it('agrees with the closed form for a hand coming nearer to a box', () => {
    const { vertices } = decodeHands(loadBuiltinHand('right'), new Float32Array(48), new Float32Array(10));
    const seen = new Set<boolean>();
    for (const reach of [0.002, 0.005, 0.01]) {
      const contact = new HandContact([box], reach);
      for (let step = 0; step < 12; step++) {
        const moved = rigid(axisAngleToMatrix([0, 0, 0]), [0.06, 0.003 * step - 0.02 + 0.06, 0.02]);
        let nearest = Infinity;
        for (let i = 0; i < vertices.length; i += 3) {
          const outside = SIDES.map((side, k) =>
            Math.max(0, Math.abs(vertices[i + k] - moved[4 * k + 3]) - side / 2),
          );
          nearest = Math.min(nearest, Math.hypot(...outside));
        }
        if (Math.abs(nearest - reach) < 1e-5) continue;
        const touched = contact.touches(vertices, { id: 3, pose: moved });
        expect(touched).toBe(nearest < reach);
        seen.add(touched);
      }
    }
    expect(seen.size).toBe(2);
  });

  it('takes the mirrored object in a mirrored sample', () => {
    const wedge = {
      id: 3,
      vertices: box.vertices.map((v, i) => (i % 3 === 0 ? v + 0.04 : v)),
      faces: box.faces,
    };
    const contact = new HandContact([wedge], 0.005);
    const left = inCamera(-0.05, 0, 0);
    expect(contact.touches(left, object)).toBe(false);
    expect(contact.touches(left, object, true)).toBe(true);
  });

  it('is not judged of an object without a model', () => {
    const contact = new HandContact([box]);
    expect(contact.knows(4)).toBe(false);
    expect(contact.touches(inCamera(0, 0, 0), { id: 4, pose })).toBe(false);
  });
});
