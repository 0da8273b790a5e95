import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readArrays } from '../../base/files/read-arrays.js';
import { readDexYcb } from '../../datasets/dexycb/read-dexycb.js';
import { decodeImage } from '../../datasets/images/decode-image.js';
import type { Sample } from '../../datasets/sample/sample.js';
import { axisAngleToMatrix, matrixToAxisAngle, multiplyMatrices } from '../../geometry/rotations.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { proceduralObjects } from '../../objects/procedural/procedural-objects.js';
import { GBuffer } from '../../render/raster/g-buffer.js';
import { rasterise } from '../../render/raster/rasterise.js';
import { RIG_SERIALS } from '../plan/camera-rig.js';
import { simulateCapture } from '../simulate-capture.js';
import { StillPhotographer } from './still-photographer.js';

const hands = { right: loadBuiltinHand('right'), left: loadBuiltinHand('left') };
const objects = proceduralObjects().slice(0, 3);
const root = mkdtempSync(join(tmpdir(), 'stills-'));
const world = { seed: 7, width: 160, height: 120, subjects: 2, rooms: 3, jpegQuality: [90, 90] as const };
const samples: Sample[] = [];
const IDENTITY = [1, 0, 0, 0, 1, 0, 0, 0, 1];

beforeAll(async () => {
  await simulateCapture(root, {
    ...world,
    objects,
    unseenSubjects: 0,
    trainingGrasps: 1,
    unseenGrasps: 0,
    trainingSequences: 2,
    validationSequences: 0,
    testSequences: 0,
    framesPerSequence: 3,
    trainingViews: 2,
    workers: 0,
  });
  const reader = await readDexYcb(root, hands, { setup: 'simulated', split: 'train' });
  for (let i = 0; i < reader.length; i++) samples.push((await reader.load(i)) as Sample);
});
afterAll(() => rmSync(root, { recursive: true }));

const photographer = new StillPhotographer({ ...world, hand: hands.right, objects });
const stillOf = (sample: Sample, turn: ArrayLike<number>, pose = sample.hand.pose) => {
  const person = Number(sample.subject.slice(-2)) - 1;
  return {
    id: sample.id,
    subject: person,
    session: person,
    view: RIG_SERIALS.indexOf(sample.view),
    pose,
    translation: sample.hand.translation,
    objects: sample.objects,
    turn,
  };
};

test('a recorded moment photographed again shows hand, objects and arm where the recording has them', async () => {
  let [differ, hand] = [0, 0];
  for (const sample of samples) {
    const { segmentation } = await photographer.take(stillOf(sample, IDENTITY));
    const recorded = (
      await readArrays(sample.segmentation!, [{ name: 'seg', shape: [120, 160], kind: 'uint8' }])
    ).get('seg')!.data;
    for (let i = 0; i < segmentation.length; i++) {
      if (recorded[i] === 255 || segmentation[i] === 255) hand++;
      if (recorded[i] !== segmentation[i]) differ++;
    }
  }
  expect(hand).toBeGreaterThan(100 * samples.length);
  // Float32 poses from file: a pixel whose centre lies on an outline may fall to either side.
  expect(differ / hand).toBeLessThan(0.005);
});

test('a turned hand is where its label has it, though it may reach below the table', async () => {
  const turn = axisAngleToMatrix([0.5, -0.4, 0.3]);
  for (const sample of samples) {
    const pose = sample.hand.pose.slice();
    pose.set(matrixToAxisAngle(multiplyMatrices(turn, axisAngleToMatrix(pose))));
    const still = { ...stillOf(sample, turn, pose), objects: [] };
    const { pixels, segmentation } = await photographer.take(still);
    expect(pixels).toHaveLength(3 * 160 * 120);
    const { vertices } = decodeHands(hands.right, pose, sample.hand.betas, sample.hand.translation);
    const buffer = new GBuffer();
    rasterise([{ vertices, faces: hands.right.faces }], sample.camera, { buffer });
    let [shared, drawn, seen] = [0, 0, 0];
    for (let i = 0; i < segmentation.length; i++) {
      if (buffer.id[i] >= 0) drawn++;
      if (segmentation[i] === 255) seen++;
      if (buffer.id[i] >= 0 && segmentation[i] === 255) shared++;
    }
    // The arm hides a little of the wrist; nothing of the hand is where the label has none, but for outlines.
    expect(shared / seen).toBeGreaterThan(0.99);
    expect(shared / drawn).toBeGreaterThan(0.75);
  }
});

test('the same still has the same pixels, with noise and light like a recorded picture', async () => {
  const still = stillOf(samples[0], IDENTITY);
  const first = await photographer.take(still);
  const again = await new StillPhotographer({ ...world, hand: hands.right, objects }).take(still);
  expect(again.pixels).toEqual(first.pixels);
  const recorded = await decodeImage(samples[0].image.path);
  const mean = (pixels: Uint8Array) => pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
  // Each exposes for itself, in another room: alike within a stop.
  expect(mean(first.pixels) / mean(recorded.pixels)).toBeGreaterThan(0.5);
  expect(mean(first.pixels) / mean(recorded.pixels)).toBeLessThan(2);
});
