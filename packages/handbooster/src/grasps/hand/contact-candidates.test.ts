import { describe, expect, it } from 'vitest';
import { vertexNormals } from '../../geometry/mesh/normals.js';
import { dot, length, subtract, vectorAt } from '../../geometry/vector.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { contactCandidates } from './contact-candidates.js';
import { handAnatomy } from './hand-anatomy.js';

describe('contactCandidates', () => {
  const model = loadBuiltinHand();
  const anatomy = handAnatomy(model);
  const candidates = contactCandidates(model, anatomy);

  it('chooses as many on each digit and on the palm as asked, most at the tips', () => {
    expect(candidates.ofPart.map((part) => part.length)).toEqual([17, 17, 17, 17, 17, 10]);
    expect(new Set(candidates.vertices).size).toBe(candidates.vertices.length);
    expect(candidates.joints.filter((joint) => joint === 3).length).toBe(8);
  });

  it('chooses skin of the bone it says, on the side that touches things', () => {
    const normals = vertexNormals({ vertices: model.template, faces: model.faces });
    candidates.vertices.forEach((v, i) => {
      const joint = candidates.joints[i];
      const row = Array.from(model.weights.subarray(16 * v, 16 * v + 16));
      expect(row[joint]).toBe(Math.max(...row));
      // Of a flat right hand in MANO's axes the palm looks along -y.
      if (joint < 13) expect(normals[3 * v + 1]).toBeLessThan(-0.3);
      const volar = joint === 0 ? anatomy.palmNormal : vectorAt(anatomy.volar, 3 * (joint - 1));
      expect(dot(vectorAt(normals, 3 * v), volar)).toBeGreaterThanOrEqual(0.55);
    });
  });

  it('spreads them', () => {
    for (const part of candidates.ofPart) {
      for (const a of part) {
        for (const b of part) {
          if (a === b) continue;
          const [p, q] = [a, b].map((c) => vectorAt(model.template, 3 * candidates.vertices[c]));
          expect(length(subtract(p, q))).toBeGreaterThan(0.0015);
        }
      }
    }
  });
});
