import { describe, expect, it } from 'vitest';
import { SignedDistanceGrid } from '../../geometry/distance/signed-distance-grid.js';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import { boxMesh } from '../../geometry/mesh/solid-mesh.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { fromAnatomical, jointLimits } from '../../hand/joint-limits.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { graspObject } from '../object/grasp-object.js';
import { HoldTester } from './hold-test.js';
import { GRASP_LIMITS, judgeGrasp, rejectionWords } from './judge-grasp.js';
import { GraspMeter } from './measure-grasp.js';
import { handParts, selfPenetrationDepth } from './self-penetration-depth.js';

const model = loadBuiltinHand();
const limits = jointLimits(model);
const meter = new GraspMeter(model);

/** (48) of anatomical finger angles: `angles` maps 3 x (joint - 1) + axis to radians. */
function poseOf(angles: Record<number, number>): Float32Array {
  const all = new Float32Array(45);
  for (const [i, value] of Object.entries(angles)) all[Number(i)] = value;
  const pose = new Float32Array(48);
  pose.set(fromAnatomical(limits, all), 3);
  return pose;
}

const target = (mesh: Mesh) => graspObject('box', mesh, SignedDistanceGrid.build(mesh), 0);
const betas = new Float32Array(10);
const flat = new Float32Array(48);
const failed = (verdict: ReturnType<typeof judgeGrasp>) =>
  verdict.rejections.map(({ criterion }) => criterion);

describe('measuring and judging grasps', () => {
  // Larger than the hand, so that only its flat top is met, where the grid is exact.
  const box = target(boxMesh([0.36, 0.04, 0.3]));
  const { vertices } = decodeHands(model, flat);
  const lowest = vertices.reduce(
    (least, value, i) => (i % 3 === 1 ? Math.min(least, value) : least),
    Infinity,
  );
  const height = 0.02 - lowest;

  it('a hand lying on a box touches, shares no volume, and cannot hold it', () => {
    const measures = meter.measure(box, flat, betas, [0, height + 0.0005, 0]);
    expect(measures.nearest).toBeCloseTo(0.0005, 4);
    expect(measures.depth).toBe(0);
    expect(measures.volume).toBe(0);
    expect(measures.selfDepth).toBe(0);
    expect(measures.touching).not.toBe(0);
    const verdict = judgeGrasp(measures, null);
    expect(verdict.valid).toBe(true);
    expect(verdict.holding).toBe(false);
    expect(failed(verdict)).toEqual(['opposition', 'closureResidual']);
  });

  it('a hand above it fails contact, by the gap', () => {
    const measures = meter.measure(box, flat, betas, [0, height + 0.03, 0]);
    expect(measures.nearest).toBeCloseTo(0.03, 3);
    const { valid, rejections } = judgeGrasp(measures, null);
    expect(valid).toBe(false);
    expect(rejections[0].criterion).toBe('contact');
    expect(rejectionWords(rejections[0])).toMatch(
      /^distance from the object (29|30)\.\d\d mm, at most 2\.00 allowed$/,
    );
  });

  it('a hand pushed in fails the volume, and its depth is how far', () => {
    const measures = meter.measure(box, flat, betas, [0, height - 0.012, 0]);
    expect(measures.depth).toBeCloseTo(0.012, 4);
    expect(measures.volume).toBeGreaterThan(2e-6);
    expect(failed(judgeGrasp(measures, null))).toContain('volume');
    expect(failed(judgeGrasp(measures, null, { ...GRASP_LIMITS, volume: 1 }))).not.toContain('volume');
  });

  it('fingers and thumb closed on a bar hold it, also in the physics test', async () => {
    const pinch = poseOf({
      0: 0.75,
      3: 0.75,
      6: 0.4,
      9: 0.75,
      12: 0.75,
      15: 0.4,
      27: 0.75,
      30: 0.75,
      33: 0.4,
      18: 0.75,
      21: 0.75,
      24: 0.4,
      36: 0.25,
      37: 0.6,
      39: 0.2,
      42: 0.2,
    });
    // A bar that fills the space between the thumb's pad and those of index and middle finger.
    const { vertices: posed } = decodeHands(model, pinch);
    const tip = (i: number) => Array.from(posed.subarray(3 * model.tips[i], 3 * model.tips[i] + 3));
    const [thumb, index, middle] = [tip(0), tip(1), tip(2)];
    const fingers = index.map((value, k) => (value + middle[k]) / 2);
    const gap = Math.hypot(...fingers.map((value, k) => value - thumb[k]));
    expect(gap).toBeGreaterThan(0.02);
    const easy = { ...GRASP_LIMITS, depth: 1, volume: 1, pierced: 9 };
    const bars = [0.9, 1, 1.1, 1.2].map((scale) => graspBar(thumb, fingers, gap * scale));
    const holding = bars.filter((bar) => {
      const measures = meter.measure(bar, pinch, betas, [0, 0, 0]);
      return judgeGrasp(measures, null, easy).holding;
    });
    expect(holding.length).toBeGreaterThan(0);
    const tester = await HoldTester.create(model);
    const held = bars.map((bar) => tester.heldDirections(bar, pinch, betas, [0, 0, 0]));
    expect(Math.max(...held)).toBe(6);
    expect(bars.map((bar) => tester.heldDirections(bar, pinch, betas, [0, 0, 0]))).toEqual(held);
    // The same hand a decimetre away, and a flat hand that the bar lies on, do not hold it.
    expect(tester.heldDirections(bars[1], pinch, betas, [0, 0.1, 0])).toBe(0);
    expect(tester.heldDirections(box, flat, betas, [0, height + 0.0005, 0])).toBeLessThan(4);
  });

  it('physics counts where it was run', () => {
    const good = {
      nearest: 0,
      depth: 0,
      volume: 0,
      selfDepth: 0,
      touching: 3,
      opposition: 1,
      closureResidual: 0,
      closureEffort: 1,
      pierced: 0,
    };
    expect(judgeGrasp(good, null).holding).toBe(true);
    expect(judgeGrasp(good, 6).holding).toBe(true);
    expect(judgeGrasp(good, 4)).toMatchObject({ valid: true, holding: false });
    // A wall through a finger: little volume, and no grasp.
    expect(judgeGrasp({ ...good, volume: 2e-7, pierced: 0.9 }, null)).toMatchObject({
      valid: false,
      rejections: [{ criterion: 'pierced', amount: 0.9, limit: 0.6 }],
    });
  });
});

/** A bar across the line from thumb to fingers, its ends facing them. */
function graspBar(thumb: number[], fingers: number[], size: number) {
  const x = fingers.map(
    (value, k) => (value - thumb[k]) / Math.hypot(...fingers.map((v, i) => v - thumb[i])),
  );
  const z = [-x[2], 0, x[0]].map((value) => value / Math.hypot(x[2], x[0]));
  const y = [z[1] * x[2] - z[2] * x[1], z[2] * x[0] - z[0] * x[2], z[0] * x[1] - z[1] * x[0]];
  const mesh = boxMesh([size, 0.03, 0.05]);
  const middle = thumb.map((value, k) => (value + fingers[k]) / 2);
  const vertices = mesh.vertices.map((_, i) => {
    const [a, b, c] = [0, 1, 2].map((k) => mesh.vertices[i - (i % 3) + k]);
    const k = i % 3;
    return middle[k] + a * x[k] + b * y[k] + c * z[k];
  });
  return graspObject(
    'bar',
    { vertices, faces: mesh.faces },
    SignedDistanceGrid.build({ vertices, faces: mesh.faces }),
    0,
  );
}

describe('selfPenetrationDepth', () => {
  const parts = handParts(model);
  const depth = (pose: Float32Array) => selfPenetrationDepth(parts, decodeHands(model, pose).vertices);

  it('is zero at rest and in a loose curl, whose creases a triangle test would reject', () => {
    expect(depth(flat)).toBe(0);
    const curl: Record<number, number> = {};
    for (let digit = 0; digit < 4; digit++) {
      curl[9 * digit] = 0.7;
      curl[9 * digit + 3] = 0.9;
      curl[9 * digit + 6] = 0.5;
    }
    expect(depth(poseOf(curl))).toBeLessThan(0.001);
  });

  it('finds the index finger pushed sideways through the middle finger', () => {
    const through = depth(poseOf({ 1: -0.35 }));
    expect(through).toBeGreaterThan(0.003);
    expect(through).toBeLessThan(0.02);
    expect(depth(poseOf({ 1: -0.6 }))).not.toBe(0);
  });

  it('finds fingertips driven into the palm', () => {
    const fist: Record<number, number> = {};
    for (let digit = 0; digit < 4; digit++) {
      fist[9 * digit] = 1.6;
      fist[9 * digit + 3] = 2;
      fist[9 * digit + 6] = 1.4;
    }
    expect(depth(poseOf(fist))).toBeGreaterThan(0.003);
  });
});
