import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { sphereMesh } from '../../geometry/mesh/solids.js';
import { proceduralObjects } from '../../objects/procedural/procedural-objects.js';
import { ConditionPool } from './condition-pool.js';
import type { ConditionScene } from './condition-scene.js';
import { renderConditionMaps } from './render-condition-maps.js';

const compiled = existsSync(new URL('../../../dist/render/maps/condition-worker.js', import.meta.url));

const scenes: ConditionScene[] = Array.from({ length: 9 }, (_, i) => {
  const { vertices, faces } = sphereMesh(0.04, 3);
  for (let v = 2; v < vertices.length; v += 3) vertices[v] += 0.45;
  const model = proceduralObjects()[i % 3];
  const turn = Float64Array.of(1, 0, 0, 0.01 * i, 0, 0, -1, 0, 0, 1, 0, 0.5);
  return {
    camera: { fx: 100, fy: 100, cx: 31.5, cy: 31.5, width: 64, height: 64 },
    hand: { vertices, faces },
    objects: [{ model, cameraFromObject: turn }],
  };
});
const expected = scenes.map((scene) => renderConditionMaps(scene, { size: 48 }));

let pool: ConditionPool | null = null;
afterEach(async () => {
  await pool?.close();
  pool = null;
});

// Without compiled workers (before set-up) only the calling thread can be tried.
describe.each(compiled ? [0, 1, 3] : [0])('ConditionPool of %i workers', (workers) => {
  it('draws the same bytes in order', async () => {
    pool = new ConditionPool(workers);
    let next = 0;
    for await (const maps of pool.renderAll(scenes, { size: 48 })) expect(maps).toEqual(expected[next++]);
    expect(next).toBe(scenes.length);
  });

  it('passes on what goes wrong and goes on', async () => {
    pool = new ConditionPool(workers);
    await expect(pool.render(scenes[0], { maps: ['skeleton'] })).rejects.toThrow(/hand\.joints/);
    expect(await pool.render(scenes[0], { size: 48 })).toEqual(expected[0]);
  });
});
