import { Random } from '@handbooster/torch';
import { expect, test } from 'vitest';
import { applyAffine } from '../../datasets/crop/affine.js';
import { cropAndAugment } from '../../datasets/crop/crop-and-augment.js';
import type { Sample } from '../../datasets/sample/sample.js';
import { projectPoints } from '../../geometry/camera.js';
import { applyRigid, identityRigid } from '../../geometry/rigid-motion.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { drawCrop, turnedLabel } from './denoiser-crops.js';

const hand = loadBuiltinHand('right');
const random = new Random(4, 'pose');
const pose = Float32Array.from({ length: 48 }, () => random.uniform(-0.6, 0.6));
const betas = Float32Array.from({ length: 10 }, () => random.uniform(-1, 1));
const translation = Float32Array.of(-0.05, 0.02, 0.7);
const { vertices, joints } = decodeHands(hand, pose, betas, translation);
const objectPose = identityRigid();
objectPose.set([0.8, -0.6, 0, 0.05, 0.6, 0.8, 0, -0.02, 0, 0, 1, 0.75]);
const sample = {
  id: 'one',
  camera: { fx: 300, fy: 300, cx: 160, cy: 120, width: 320, height: 240 },
  hand: { side: 'right', pose, betas, translation, modelHash: hand.hash },
  joints: Float32Array.from(joints.subarray(0, 63)),
  objects: [{ id: 2, name: '003_cracker_box', pose: objectPose }],
  grasped: 0,
} as unknown as Sample;
const picture = { width: 320, height: 240, pixels: new Uint8Array(320 * 240 * 3).fill(200) };

test('hand and object lie in a jittered crop where the picture shows them', () => {
  const corner = Float32Array.of(0.03, -0.04, 0.05);
  const seen = new Set<number>();
  for (let number = 1; number <= 5; number++) {
    const drawn = drawCrop(sample, 64, new Random(1, number))!;
    const { rotation } = drawn.augmentation;
    seen.add(rotation);
    const crop = cropAndAugment(sample, picture, { size: 64, ...drawn });
    const label = turnedLabel(sample, crop, rotation);
    const turned = decodeHands(hand, label.hand.pose, label.hand.betas, label.hand.translation);
    const expected = applyAffine(crop.map, projectPoints(sample.camera, vertices));
    expect(projectPoints(crop.camera, turned.vertices)).toBeAllclose(expected, { absolute: 2e-3 });
    expect(label.joints).toBeAllclose(turned.joints.subarray(0, 63), { absolute: 1e-6 });
    const placed = (motion: ArrayLike<number>) => applyRigid(motion as Float64Array, corner);
    expect(projectPoints(crop.camera, placed(label.objects[0].pose))).toBeAllclose(
      applyAffine(crop.map, projectPoints(sample.camera, placed(objectPose))),
      { absolute: 2e-3 },
    );
    // Nothing of what is beyond the picture's edge, which would be black.
    expect(Math.min(...crop.image)).toBeGreaterThan(0.7);
  }
  expect(seen.size).toBe(5);
});

test('a hand at the edge keeps the plain crop rather than showing what is beyond', () => {
  const camera = { ...sample.camera, width: 130, cx: 65, height: 130, cy: 65 };
  const drawn = drawCrop({ ...sample, camera } as Sample, 64, new Random(1), {
    rotation: 3,
    scale: 2,
    shift: 1,
  })!;
  expect(drawn.augmentation.scale).toBe(1);
});
