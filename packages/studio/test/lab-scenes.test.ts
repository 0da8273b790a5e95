import { loadBuiltinHand } from 'handbooster/hand';
import { expect, it } from 'vitest';
import type { LabScene } from '../src/api/lab.js';
import { labLabel } from '../src/server/lab/lab-label.js';
import { drawableLabel } from '../web/pages/lab/posed-scene.js';

it('a scene of the lab has one camera and one hand, in the page as where its image is made', () => {
  const hand = loadBuiltinHand();
  const scene: LabScene = {
    camera: { fx: 615, fy: 614, cx: 318.7, cy: 241.3, width: 640, height: 480 },
    box: [210.5, 133.25, 171.5, 171.5],
    pose: Array.from({ length: 48 }, (_, i) => 0.02 * ((i % 7) - 3)),
    betas: new Array(10).fill(0.1),
    translation: [0.02, -0.01, 0.8],
    object: { id: 3, pose: [1, 0, 0, 0.01, 0, 1, 0, 0.02, 0, 0, 1, 0.85] },
  };
  const { label, camera } = drawableLabel(scene, hand, 64);
  const made = labLabel(scene, hand, 64, () => '');
  expect(camera).toEqual(made.camera);
  expect(label.joints).toEqual(made.joints);
  expect(label.hand).toEqual(made.hand);
  expect(label.objects).toEqual(made.objects);
});
