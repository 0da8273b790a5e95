import { afterEach, describe, expect, it } from 'vitest';
import { sphereMesh } from '../../geometry/mesh/solids.js';
import { proceduralObjects } from '../../objects/procedural/procedural-objects.js';
import type { ConditionScene } from '../../render/maps/condition-scene.js';
import { ConditionPool } from './condition-pool.js';
import { ConditionRenderer } from './condition-renderer.js';

const models = proceduralObjects();
const scenes: ConditionScene[] = Array.from({ length: 9 }, (_, i) => {
  const { vertices, faces } = sphereMesh(0.04, 3);
  for (let v = 2; v < vertices.length; v += 3) vertices[v] += 0.45;
  const turn = Float64Array.of(1, 0, 0, 0.01 * i, 0, 0, -1, 0, 0, 1, 0, 0.5);
  return {
    camera: { fx: 100, fy: 100, cx: 31.5, cy: 31.5, width: 64, height: 64 },
    hand: { vertices, faces },
    objects: [{ model: models[i % 3], cameraFromObject: turn }],
  };
});
const renderer = new ConditionRenderer(64, 128, ['normal', 'texture']);
const expected = scenes.map((scene) => renderer.render(scene));

let pool: ConditionPool | null = null;
afterEach(async () => {
  await pool?.close();
  pool = null;
});

describe.each([0, 1, 3])('ConditionPool of %i workers', (workers) => {
  it('draws the bytes of the renderer on this thread', async () => {
    pool = new ConditionPool(64, 128, ['normal', 'texture'], workers);
    const drawn = await Promise.all(scenes.map((scene) => (pool as ConditionPool).render(scene)));
    expect(drawn).toEqual(expected);
    // The scenes differ, so that an answer given to the wrong caller would show.
    expect(drawn[0].maps.normal).not.toEqual(drawn[1].maps.normal);
  });

  it('passes on what goes wrong and goes on', async () => {
    pool = new ConditionPool(64, 64, ['skeleton'], workers);
    await expect(pool.render(scenes[0])).rejects.toThrow(/hand\.joints/);
    const joints = new Float32Array(63).fill(0.5);
    const hand = { ...(scenes[0].hand as NonNullable<ConditionScene['hand']>), joints };
    expect((await pool.render({ ...scenes[0], hand })).maps.skeleton?.length).toBe(64 * 64 * 3);
  });
});
