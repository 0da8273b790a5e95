import { describe, expect, test } from 'vitest';
import { signedVolume } from '../geometry/mesh/area-and-volume.js';
import type { Mesh } from '../geometry/mesh/mesh.js';
import { decodeHands } from './decode-hands.js';
import { fromAnatomical, jointLimits } from './joint-limits.js';
import { loadBuiltinHand } from './model/builtin-hand.js';
import { FINGER_JOINTS, FINGERS, type Finger } from './model/hand-skeleton.js';

const model = loadBuiltinHand();
const limits = jointLimits(model);
const blended = { ...model, poseDirections: new Float32Array(model.poseDirections.length) };
/** Distance between lines of sight, metres. */
const PITCH = 0.0006;

/** Flexes joints (finger, which of its three, degrees) about their own axes. */
function bent(hand: typeof model, bends: readonly (readonly [Finger, number, number])[]): Mesh {
  const angles = new Float32Array(45);
  for (const [finger, which, degrees] of bends) {
    angles[(FINGER_JOINTS[finger][which] - 1) * 3] = (degrees * Math.PI) / 180;
  }
  const pose = new Float32Array(48);
  pose.set(fromAnatomical(limits, angles), 3);
  return { vertices: decodeHands(hand, pose).vertices, faces: hand.faces };
}

/**
 * Volume of what is inside of a surface at least once, cubic centimetres: lines parallel to z are followed
 * through it. Unlike the divergence theorem it does not count twice what folded skin encloses twice.
 */
function filledVolume({ vertices, faces }: Mesh): number {
  const lines = new Map<string, { z: number; enters: boolean }[]>();
  for (let f = 0; f < faces.length; f += 3) {
    const [a, b, c] = [0, 1, 2].map((k) =>
      Array.from(vertices.subarray(3 * faces[f + k], 3 * faces[f + k] + 3)),
    );
    const doubleArea = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
    if (doubleArea === 0) continue;
    const range = (k: number) => [
      Math.ceil((Math.min(a[k], b[k], c[k]) - OFFSET[k]) / PITCH),
      Math.floor((Math.max(a[k], b[k], c[k]) - OFFSET[k]) / PITCH),
    ];
    const [x0, x1] = range(0);
    const [y0, y1] = range(1);
    for (let i = x0; i <= x1; i++) {
      for (let j = y0; j <= y1; j++) {
        const x = i * PITCH + OFFSET[0];
        const y = j * PITCH + OFFSET[1];
        const u = ((b[0] - x) * (c[1] - y) - (b[1] - y) * (c[0] - x)) / doubleArea;
        const v = ((c[0] - x) * (a[1] - y) - (c[1] - y) * (a[0] - x)) / doubleArea;
        if (u < 0 || v < 0 || u + v > 1) continue;
        const key = `${i} ${j}`;
        const crossings = lines.get(key) ?? [];
        // Outward faces are seen from below (smaller z) where the line goes in.
        crossings.push({ z: u * a[2] + v * b[2] + (1 - u - v) * c[2], enters: doubleArea < 0 });
        lines.set(key, crossings);
      }
    }
  }
  let depth = 0;
  for (const crossings of lines.values()) {
    crossings.sort((p, q) => p.z - q.z);
    let inside = 0;
    for (let i = 0; i + 1 < crossings.length; i++) {
      inside += crossings[i].enters ? 1 : -1;
      if (inside > 0) depth += crossings[i + 1].z - crossings[i].z;
    }
  }
  return depth * PITCH * PITCH * 1e6;
}
/** Irrational, so that no line meets a vertex. */
const OFFSET = [Math.SQRT2 * 1e-4, Math.PI * 1e-4];

const straight = filledVolume(bent(model, []));

describe('volume of bent joints, by lines through the hand', () => {
  test('the measure agrees with the divergence theorem on the hand at rest', () => {
    expect(straight / (signedVolume(bent(model, [])) * 1e6)).toBeCloseTo(1, 3);
  });

  // Flesh keeps its volume. Fingers have 9 to 17 cm3 from the knuckle on, the whole hand 343.
  const losses = (bends: Parameters<typeof bent>[1]) => ({
    lost: straight - filledVolume(bent(model, bends)),
    blendedOnly: straight - filledVolume(bent(blended, bends)),
  });

  test.each(FINGERS.slice(1))('%s finger, middle joint at 90 degrees', (finger) => {
    const { lost, blendedOnly } = losses([[finger, 1, 90]]);
    expect(blendedOnly).toBeGreaterThan(0.4);
    expect(Math.abs(lost)).toBeLessThan(0.6 * blendedOnly);
    expect(Math.abs(lost)).toBeLessThan(0.7); // under 5 % of the finger
  });

  test.each(FINGERS.slice(1))('%s finger, knuckle at 80 degrees', (finger) => {
    const { lost, blendedOnly } = losses([[finger, 0, 80]]);
    expect(blendedOnly).toBeGreaterThan(3.5);
    expect(Math.abs(lost)).toBeLessThan(0.35 * blendedOnly);
    expect(Math.abs(lost)).toBeLessThan(0.01 * straight);
  });

  test('a fist has the volume of an open hand, where blending alone would lose a twentieth', () => {
    const fist = FINGERS.slice(1).flatMap((finger) =>
      [70, 85, 40].map((degrees, which) => [finger, which, degrees] as const),
    );
    const { lost, blendedOnly } = losses(fist);
    expect(Math.abs(lost)).toBeLessThan(0.01 * straight);
    expect(blendedOnly).toBeGreaterThan(0.045 * straight);
  });

  test('the thumb across the palm is the weakest: it loses up to 3 % of the hand', () => {
    const { lost, blendedOnly } = losses([35, 50, 60].map((degrees, which) => ['thumb', which, degrees]));
    expect(lost).toBeLessThan(0.03 * straight);
    expect(lost).toBeLessThan(0.75 * blendedOnly);
  });
});
