import { describe, expect, it } from 'vitest';
import { boxMesh } from '../geometry/mesh/solid-mesh.js';
import { loadBuiltinHand } from '../hand/model/builtin-hand.js';
import { GraspMaker } from './grasp-maker.js';
import { type GraspOptions, type GraspPreset, graspOptions } from './grasp-options.js';
import type { GraspFrame } from './optimise/optimise-grasps.js';
import { GRASP_LIMITS } from './validation/judge-grasp.js';

const CASES: [GraspPreset, Partial<GraspOptions>][] = [
  ['fast', { trials: { count: 3, iterations: 5, most: 4, imbalance: 0.1 } }],
  ['paper', { normaliser: 'chunk' }],
  ['paper', { normaliser: 'grasp' }],
];

describe.each(CASES)('a grasp of the preset %s made anew, %o', (preset, changes) => {
  const options = graspOptions(preset, { iterations: 12, chunk: 3, draws: 3, onTable: false, ...changes });
  const maker = () =>
    GraspMaker.create({
      hand: loadBuiltinHand(),
      options,
      limits: GRASP_LIMITS,
      seed: 5,
      betas: [new Float32Array(10), Float32Array.of(1, -0.5, 0.3, 0, 0, 0, 0, 0, 0, 0)],
      targets: [{ id: 30, name: 'box', mesh: boxMesh([0.05, 0.09, 0.06]), planes: null }],
      physics: false,
    });

  it('is the one that was made among others, and tells its way from start to end', async () => {
    const made = (await maker()).make(0, 1, options.chunk);
    const frames: GraspFrame[] = [];
    const again = (await maker()).replay(0, made[1].index, (frame) => frames.push(frame));
    expect(again).toEqual(made[1]);
    const [last] = frames.slice(-1);
    expect(last.pose).toEqual(Float32Array.of(...made[1].translation, ...made[1].pose));
    expect(last.terms).toEqual(made[1].termsAfter);
    expect(Math.fround(last.energy)).toBe(made[1].energyAfter);
    expect(last.contacts).toEqual(made[1].contacts);
    const way = frames.filter(({ start }) => start === last.start);
    expect(way[0].pose).toEqual(made[1].start);
    expect(way.map(({ iteration }) => iteration)).toEqual(
      Array.from({ length: options.iterations + 1 }, (_, i) => i),
    );
  });
});
