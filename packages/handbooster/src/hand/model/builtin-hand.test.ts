import { describe, expect, test } from 'vitest';
import { signedVolume } from '../../geometry/mesh/area-and-volume.js';
import { inspectMesh } from '../../geometry/mesh/inspect-mesh.js';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import { vertexNormals } from '../../geometry/mesh/normals.js';
import { decodeHands } from '../decode-hands.js';
import { handFrame } from '../hand-frame.js';
import { closedFaces, partOfVertex, restJoints } from '../hand-parts.js';
import { fromAnatomical, jointLimits } from '../joint-limits.js';
import { loadBuiltinHand } from './builtin-hand.js';
import { FINGER_JOINTS, FINGERS } from './hand-skeleton.js';

const model = loadBuiltinHand();
const count = model.template.length / 3;
const flat = new Float32Array(48);
const mesh = (vertices: Float32Array): Mesh => ({ vertices, faces: model.faces });

function shaped(direction: number, amount: number) {
  const betas = new Float32Array(10);
  betas[direction] = amount;
  return decodeHands(model, flat, betas);
}

const distance = (points: Float32Array, a: number, b: number) =>
  Math.hypot(...[0, 1, 2].map((k) => points[3 * a + k] - points[3 * b + k]));

/** Length of finger f (0 is the thumb) from its first joint to its tip, along the bones. */
const fingerLength = (joints: Float32Array, f: number) =>
  [1, 2, 3].reduce((sum, k) => sum + distance(joints, 4 * f + k, 4 * f + k + 1), 0);

describe('the built-in hand', () => {
  test('is a closed surface without handles, with rows that sum to one', () => {
    const report = inspectMesh(mesh(model.template));
    expect(report).toMatchObject({ vertices: 1159, faces: 2314, shells: 1, solid: true });
    expect(report.vertices - (3 * report.faces) / 2 + report.faces).toBe(2); // Euler: genus 0
    expect(closedFaces(model)).toBe(model.faces);
    for (let v = 0; v < count; v++) {
      expect(model.weights.subarray(v * 16, v * 16 + 16).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
    }
    expect(Math.min(...model.jointRegressor)).toBeGreaterThanOrEqual(0);
  });

  test("has the size of an adult's and MANO's axes", () => {
    const joints = decodeHands(model, flat).joints;
    expect(distance(joints, 0, 12)).toBeGreaterThan(0.17);
    expect(distance(joints, 0, 12)).toBeLessThan(0.2);
    expect(inspectMesh(mesh(model.template)).volume * 1e6).toBeGreaterThan(250); // cm3; adults 250 to 450
    expect(inspectMesh(mesh(model.template)).volume * 1e6).toBeLessThan(500);
    const { forward, palm, radial } = handFrame(model);
    expect(forward[0]).toBeLessThan(-0.95);
    expect(palm[1]).toBeLessThan(-0.95);
    expect(radial[2]).toBeGreaterThan(0.95);
    const left = handFrame(loadBuiltinHand('left'));
    expect([left.forward[0], left.palm[1], left.radial[2]].map(Math.sign)).toEqual([1, -1, 1]);
    expect(restJoints(model).subarray(12, 15)).toBeAllclose([0, 0, 0], { absolute: 1e-6 }); // middle knuckle
  });

  test('every part of the skeleton has skin, and each tip is the end of its finger', () => {
    const parts = partOfVertex(model);
    for (let joint = 0; joint < 16; joint++)
      expect(parts.filter((part) => part === joint).length).toBeGreaterThan(20);
    FINGERS.forEach((finger, f) => {
      expect(parts[model.tips[f]]).toBe(FINGER_JOINTS[finger][2]);
    });
  });

  test('three deviations either way stay a hand', () => {
    const normals = vertexNormals(mesh(model.template));
    for (let direction = 0; direction < 10; direction++) {
      for (const amount of [-3, 3]) {
        const { vertices, joints } = shaped(direction, amount);
        expect(signedVolume(mesh(vertices)) / signedVolume(mesh(model.template))).toBeGreaterThan(0.55);
        expect(distance(joints, 0, 12)).toBeGreaterThan(0.14);
        expect(distance(joints, 0, 12)).toBeLessThan(0.23);
        const own = vertexNormals(mesh(vertices));
        let worst = 1;
        for (let v = 0; v < count; v++) {
          worst = Math.min(
            worst,
            [0, 1, 2].reduce((sum, k) => sum + own[3 * v + k] * normals[3 * v + k], 0),
          );
        }
        expect(worst).toBeGreaterThan(0.5); // nothing folds over
        let moved = 0;
        for (let i = 0; i < vertices.length; i++)
          moved = Math.max(moved, Math.abs(vertices[i] - model.template[i]));
        expect(moved / 3).toBeGreaterThan(0.0007); // every direction is seen: over 0.7 mm a unit somewhere
        expect(moved / 3).toBeLessThan(0.012);
      }
    }
  });

  test('shape directions do what they are called', () => {
    const rest = decodeHands(model, flat).joints;
    const longer = shaped(1, 1).joints;
    for (let f = 1; f < 5; f++) expect(fingerLength(longer, f) / fingerLength(rest, f)).toBeCloseTo(1.043, 2);
    expect(fingerLength(shaped(5, 1).joints, 0) / fingerLength(rest, 0)).toBeCloseTo(1.057, 2);
    expect(fingerLength(shaped(7, 1).joints, 4) / fingerLength(rest, 4)).toBeCloseTo(1.06, 2);
    expect(fingerLength(shaped(7, 1).joints, 1) / fingerLength(rest, 1)).toBeCloseTo(1, 3);
    expect(distance(shaped(0, 1).joints, 0, 12) / distance(rest, 0, 12)).toBeCloseTo(1.05, 3);
    expect(distance(shaped(8, 1).joints, 0, 9) / distance(rest, 0, 9)).toBeGreaterThan(1.03);
  });

  test('bending does not thin the finger', () => {
    const limits = jointLimits(model);
    for (const finger of FINGERS.slice(1)) {
      const joint = FINGER_JOINTS[finger][1];
      const angles = new Float32Array(45);
      angles[(joint - 1) * 3] = (80 * Math.PI) / 180;
      const pose = new Float32Array(48);
      pose.set(fromAnatomical(limits, angles), 3);
      const bent = decodeHands(model, pose).vertices;
      const plain = decodeHands(
        { ...model, poseDirections: new Float32Array(model.poseDirections.length) },
        pose,
      ).vertices;
      const rest = signedVolume(mesh(model.template));
      const lost = rest - signedVolume(mesh(bent));
      const lostWithout = rest - signedVolume(mesh(plain));
      expect(lostWithout).toBeGreaterThan(2e-7); // blending alone loses 0.5 to 1 cm3
      expect(Math.abs(lost)).toBeLessThan(0.65 * lostWithout);
    }
  });
});

describe('pose components', () => {
  test('are a full set, largest first, and the mean pose is a relaxed, half closed hand', () => {
    const norms = Array.from({ length: 45 }, (_, i) =>
      Math.hypot(...model.poseComponents.subarray(45 * i, 45 * i + 45)),
    );
    for (let i = 1; i < 45; i++) expect(norms[i]).toBeLessThanOrEqual(norms[i - 1] + 1e-6);
    expect(norms[0]).toBeGreaterThan(0.8);
    expect(norms[44]).toBeGreaterThan(0.005);
    const limits = jointLimits(model);
    for (let i = 0; i < 45; i++) {
      expect(model.poseMean[i]).toBeGreaterThanOrEqual(limits.low[i]);
      expect(model.poseMean[i]).toBeLessThanOrEqual(limits.high[i]);
    }
    const pose = new Float32Array(48);
    pose.set(model.poseMean, 3);
    const [open, relaxed] = [decodeHands(model, flat).joints, decodeHands(model, pose).joints];
    for (let f = 1; f < 5; f++) {
      expect(distance(relaxed, 0, 4 * f + 4)).toBeLessThan(0.9 * distance(open, 0, 4 * f + 4));
      expect(distance(relaxed, 0, 4 * f + 4)).toBeGreaterThan(0.5 * distance(open, 0, 4 * f + 4));
    }
  });
});
