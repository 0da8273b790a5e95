import { describe, expect, it } from 'vitest';
import { cropCamera } from '../../datasets/crop/crop-camera.js';
import { identityRigid } from '../../geometry/rigid-motion.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { proceduralObjects } from '../../objects/procedural/procedural-objects.js';
import { configSchema } from '../../pipeline/config/config-schema.js';
import type { ConditionMap } from '../../render/maps/render-condition-maps.js';
import { ConditionRenderer } from './condition-renderer.js';
import { type DrawableLabel, SceneBuilder, type SceneOptions } from './scene-builder.js';

/**
 * The conditions compared in the paper's ablation (Tab. 5, rows d to f), and the skeleton, which has no row.
 */
const ROWS: ConditionMap[][] = [
  ['depth', 'segmentation'],
  ['normal', 'segmentation'],
  ['normal', 'texture'],
  ['skeleton'],
];
const SIZE = 48;
const hand = loadBuiltinHand('right');
const pose = new Float32Array(48);
const translation = Float32Array.of(-0.08, 0, 0.6);
const { joints } = decodeHands(hand, pose, new Float32Array(10), translation);
const label: DrawableLabel = {
  hand: { side: 'right', pose, betas: new Float32Array(10), translation, modelHash: hand.hash },
  joints,
  objects: [
    { id: 4, name: '005_tomato_soup_can', pose: placed(0.02, 0.03, 0.66) },
    { id: 2, name: '003_cracker_box', pose: placed(-0.1, -0.06, 0.9) },
    { id: 99, name: 'unknown', pose: placed(0, 0, 0.5) },
  ],
  grasped: 0,
};
const camera = cropCamera(
  { fx: 600, fy: 600, cx: 320, cy: 240, width: 640, height: 480 },
  [200, 130, 220, 220],
  SIZE,
);

function placed(x: number, y: number, z: number) {
  const motion = identityRigid();
  motion[3] = x;
  motion[7] = y;
  motion[11] = z;
  return motion;
}

function draw(maps: readonly ConditionMap[], options?: SceneOptions) {
  const scenes = new SceneBuilder(hand, proceduralObjects(), options);
  return new ConditionRenderer(SIZE, 2 * SIZE, maps).render(scenes.scene(label, camera));
}

describe('condition maps as the denoiser gets them', () => {
  it.each(ROWS.map((wanted) => ({ wanted })))(
    '$wanted: in their order, each with something on it',
    ({ wanted }) => {
      const { maps } = configSchema.parse({ conditions: { maps: wanted } }).conditions;
      const images = draw(maps);
      expect(Object.keys(images.maps)).toEqual(wanted);
      for (const name of wanted) {
        const map = images.maps[name] as Uint8Array;
        expect(map).toHaveLength(SIZE * SIZE * 3);
        expect(map.some((value) => value > 0)).toBe(true);
      }
    },
  );

  it('are the same bytes in every set of maps', () => {
    const all = draw(['segmentation', 'skeleton', 'depth', 'texture', 'normal']);
    for (const row of ROWS) {
      const images = draw(row);
      for (const name of row) expect(images.maps[name]).toEqual(all.maps[name]);
      expect(images.labels).toEqual(all.labels);
      expect(images.visible).toBe(all.visible);
    }
  });

  it('agree with each other on what is where', () => {
    const { maps, labels } = draw(['depth', 'segmentation', 'normal', 'texture']);
    const bright = (name: ConditionMap, i: number) =>
      (maps[name] as Uint8Array).subarray(3 * i, 3 * i + 3).reduce((sum, value) => sum + value, 0);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < labels.length; i++) {
      counts[labels[i]]++;
      const drawn = labels[i] > 0;
      expect(bright('segmentation', i)).toBe(drawn ? 255 : 0);
      expect(bright('depth', i) > 0).toBe(drawn);
      // Colour maps have smooth outlines: what the centre sees is there, and more at the edges.
      if (drawn) expect(bright('normal', i)).toBeGreaterThan(0);
    }
    for (const count of counts) expect(count).toBeGreaterThan(20);
  });

  it('are drawn with a forearm where it is asked for, which changes no label', () => {
    const bare = draw(['segmentation', 'depth']);
    expect(draw(['segmentation', 'depth'], { forearm: 'none' })).toEqual(bare);
    const whole = draw(['segmentation', 'depth'], { forearm: 'stub' });
    let arm = 0;
    whole.labels.forEach((value, i) => {
      if ((whole.maps.segmentation as Uint8Array)[3 * i] === 96) {
        arm++;
        expect(value).toBe(0);
      } else expect(value).toBe(bare.labels[i]);
    });
    expect(arm).toBeGreaterThan(20);
    expect(Math.abs(whole.visible - bare.visible)).toBeLessThan(0.03);
  });
});
