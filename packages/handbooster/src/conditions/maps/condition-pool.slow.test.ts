import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { boxMesh, sphereMesh } from '../../geometry/mesh/solid-mesh.js';
import type { ObjectModel } from '../../objects/object-model.js';
import type { ConditionScene } from '../../render/maps/condition-scene.js';
import { ConditionPool } from './condition-pool.js';
import { type ConditionImages, ConditionRenderer } from './condition-renderer.js';

/** Small boxes, two with a texture of their own and one without. */
const models = [0, 1, 2].map((i): ObjectModel => {
  const mesh = boxMesh([0.04 + 0.01 * i, 0.05, 0.06]);
  const corners = mesh.faces.length;
  const texture = {
    width: 32,
    height: 16,
    pixels: Uint8Array.from({ length: 32 * 16 * 3 }, (_, k) => (k * (7 + i)) % 256),
  };
  return {
    ...mesh,
    id: 30 + i,
    name: `box ${i}`,
    uvs: i === 2 ? null : Float32Array.from({ length: 2 * corners }, (_, k) => ((k * 5) % 7) / 7),
    texture: i === 2 ? null : texture,
    color: [0.2, 0.5, 0.9],
  };
});
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
/** What tells drawings apart: comparing bytes one by one is slow. */
const digest = ({ maps, labels, visible }: ConditionImages) => [
  ...[...Object.values(maps), labels].map((bytes) => createHash('sha256').update(bytes).digest('hex')),
  visible,
];
const expected = scenes.map((scene) => digest(renderer.render(scene)));

let pool: ConditionPool | null = null;
afterEach(async () => {
  await pool?.close();
  pool = null;
});

describe.each([0, 1, 3])('ConditionPool of %i workers', (workers) => {
  it('draws the bytes of the renderer on this thread', async () => {
    pool = new ConditionPool(64, 128, ['normal', 'texture'], workers);
    const drawn = await Promise.all(scenes.map((scene) => (pool as ConditionPool).render(scene)));
    expect(drawn.map(digest)).toEqual(expected);
    // The scenes differ, so that an answer given to the wrong caller would show.
    expect(expected[0]).not.toEqual(expected[1]);
  });

  it('passes on what goes wrong and goes on', async () => {
    pool = new ConditionPool(64, 64, ['skeleton'], workers);
    await expect(pool.render(scenes[0])).rejects.toThrow(/hand\.joints/);
    const joints = new Float32Array(63).fill(0.5);
    const hand = { ...(scenes[0].hand as NonNullable<ConditionScene['hand']>), joints };
    expect((await pool.render({ ...scenes[0], hand })).maps.skeleton?.length).toBe(64 * 64 * 3);
  });
});
