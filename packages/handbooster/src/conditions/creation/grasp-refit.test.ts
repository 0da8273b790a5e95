import { describe, expect, it } from 'vitest';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import type { ObjectModel } from '../../objects/object-model.js';
import { GraspRefit, graspFit } from './grasp-refit.js';
import type { NovelGrasp } from './novel-grasp.js';

const hand = loadBuiltinHand('right');
const GAP = 0.001;

/**
 * A slab that lies on the outermost vertex of the flat hand along x, so that distances have a closed form.
 */
function slabBeside(betas: Float32Array): { object: ObjectModel; reach: number } {
  const reach = reachOf(betas, [0, 0, 0]);
  const [x0, x1] = [reach + GAP, reach + GAP + 0.03];
  const corners = [x0, x1].flatMap((x) => [-0.2, 0.2].flatMap((y) => [-0.2, 0.2].map((z) => [x, y, z])));
  const quads = [
    [0, 1, 3, 2],
    [4, 6, 7, 5],
    [0, 4, 5, 1],
    [2, 3, 7, 6],
    [0, 2, 6, 4],
    [1, 5, 7, 3],
  ];
  const faces = quads.flatMap(([a, b, c, d]) => [a, b, c, a, c, d]);
  const mesh: Mesh = { vertices: Float32Array.from(corners.flat()), faces: Uint32Array.from(faces) };
  const object = { id: 1, name: 'slab', ...mesh, uvs: null, texture: null, color: [1, 1, 1] };
  return { object: object as unknown as ObjectModel, reach };
}

/** The largest x of a flat hand's vertices. */
function reachOf(betas: ArrayLike<number>, translation: ArrayLike<number>): number {
  const { vertices } = decodeHands(hand, new Float32Array(48), betas, translation);
  return vertices.reduce((most, value, i) => (i % 3 === 0 ? Math.max(most, value) : most), -1);
}

describe('a grasp with another shape', () => {
  const own = new Float32Array(10);
  const { object } = slabBeside(own);
  const grasp: NovelGrasp = {
    id: 'slab/0',
    object: { id: 1, name: 'slab' },
    pose: new Float32Array(48),
    betas: own,
    translation: [0, 0, 0],
  };

  it('keeps its fit with its own shape', async () => {
    const refit = await GraspRefit.prepare(hand, [object]);
    const same = refit.refit(grasp, own);
    expect(same.grasp.translation).toBeAllclose([0, 0, 0], { absolute: 1e-7 });
    expect(same.grasp.fit.gapMillimetres).toBeCloseTo(1e3 * GAP, 1);
    expect(same.valid).toBe(true);
  });

  it('keeps the wrist and is measured anew, in millimetres', async () => {
    const refit = await GraspRefit.prepare(hand, [object]);
    for (const size of [-3, 3]) {
      const betas = Float32Array.of(size, 0, 0, 0, 0, 0, 0, 0, 0, 0);
      const { grasp: changed, valid, rejections } = refit.refit(grasp, betas);
      const wristOf = (shape: ArrayLike<number>, at: ArrayLike<number>) =>
        decodeHands(hand, grasp.pose, shape, at).joints.slice(0, 3);
      expect(wristOf(betas, changed.translation)).toBeAllclose(wristOf(own, grasp.translation), {
        absolute: 1e-6,
      });
      const gap = reachOf(own, [0, 0, 0]) + GAP - reachOf(betas, changed.translation);
      const { gapMillimetres, depthMillimetres } = changed.fit;
      // Distances are sampled every few millimetres and mixed, which is exact beside a plane but for its rim.
      expect(gapMillimetres - depthMillimetres).toBeCloseTo(1e3 * gap, 0);
      expect(valid).toBe(rejections.every(({ criterion }) => !['contact', 'volume'].includes(criterion)));
      if (gap > 0.0025) expect(rejections.map(({ criterion }) => criterion)).toContain('contact');
    }
  });

  it('is refused for an object that was not prepared', async () => {
    const refit = await GraspRefit.prepare(hand, []);
    expect(() => refit.refit(grasp, own)).toThrow(/slab was not prepared/);
  });
});

describe('the fit of a grasp', () => {
  it('has no gap where the hand is inside', () => {
    const fit = graspFit({ nearest: -0.002, depth: 0.002, volume: 3e-7, selfDepth: 0.001 } as never);
    expect(fit.gapMillimetres).toBe(0);
    expect(fit.depthMillimetres).toBeCloseTo(2);
    expect(fit.volumeCubicCentimetres).toBeCloseTo(0.3);
    expect(fit.selfDepthMillimetres).toBeCloseTo(1);
  });
});
