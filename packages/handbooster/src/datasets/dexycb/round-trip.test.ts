import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '@handbooster/torch';
import { afterAll, expect, it } from 'vitest';
import { smallHand } from '../../../test/fixtures/small-hand.js';
import { type Camera, projectPoints } from '../../geometry/camera.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { mirrorPoints, mirrorPose } from '../../hand/model/mirror-hand.js';
import { DexYcbWriter } from './dexycb-writer.js';
import { readDexYcb } from './read-dexycb.js';

const root = mkdtempSync(join(tmpdir(), 'dexycb-round-trip-'));
afterAll(() => rmSync(root, { recursive: true }));

it.each(['right', 'left'] as const)('gives back a %s hand that was written', async (side) => {
  const folder = join(root, side);
  const hands = { right: smallHand('right'), left: smallHand('left') };
  const camera: Camera = { fx: 61, fy: 61.5, cx: 31, cy: 24, width: 64, height: 48 };
  const random = new Random('round-trip', side);
  const pose = random.fillUniform(new Float32Array(48), -1, 1);
  const betas = random.fillNormal(new Float32Array(10));
  const translation = Float32Array.of(0.03, -0.02, 0.6);
  const { joints } = decodeHands(hands[side], pose, betas, translation);
  const object = Float64Array.of(1, 0, 0, 0.1, 0, 1, 0, 0.2, 0, 0, 1, 0.8);
  const writer = new DexYcbWriter(folder, hands);
  const sequence = {
    subject: 'someone',
    name: 'take-1',
    side,
    handCalibration: 'someone',
    extrinsics: 'room',
    serials: ['front'],
    objects: [40],
    grasped: 0,
    hand: [{ pose, translation }],
    objectPoses: [[object]],
  };
  await writer.writeHandModels();
  await writer.writeIntrinsics('front', camera);
  await writer.writeExtrinsics('room', 'front', new Map([['front', object]]), object);
  await writer.writeHandCalibration('someone', betas);
  await writer.writeObjectModels([
    {
      id: 40,
      name: 'my_jug',
      vertices: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0),
      faces: Uint32Array.of(0, 1, 2),
      uvs: null,
      texture: null,
      color: [1, 0, 0],
    },
  ]);
  await writer.writeSplits({ mine: { all: [{ subjects: ['someone'] }] } });
  await writer.writeSequence(sequence);
  await writer.writeFrame(sequence, 'front', 0, camera, {
    color: new Uint8Array(64 * 48 * 3),
    depth: null,
    segmentation: new Uint8Array(64 * 48),
    hand: { pose, translation, joints, joints2d: projectPoints(camera, joints) },
    objectPoses: [object],
  });

  const reader = await readDexYcb(folder, hands, { setup: 'mine', split: 'all' });
  const sample = await reader.load(0);
  const mirrored = side === 'left';
  expect(sample?.hand.pose).toBeAllclose(mirrored ? mirrorPose(pose) : pose, { absolute: 2e-6 });
  expect(sample?.hand.betas).toEqual(betas);
  expect(sample?.hand.translation).toEqual(mirrored ? mirrorPoints(translation) : translation);
  expect(sample?.joints).toEqual(mirrored ? mirrorPoints(joints) : joints);
  expect(sample?.hand.modelHash).toBe(hands.right.hash);
  expect(sample?.objects.map(({ id, name }) => [id, name])).toEqual([[40, 'my_jug']]);
  // Whatever the side, the sample's own parameters make its joints with the right hand.
  const { pose: p, betas: b, translation: t } = sample?.hand ?? { pose, betas, translation };
  expect(decodeHands(hands.right, p, b, t).joints).toBeAllclose(sample?.joints ?? [], { absolute: 1e-5 });
});
