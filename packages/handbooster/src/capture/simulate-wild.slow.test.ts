import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readArrays } from '../base/files/read-arrays.js';
import { readDexYcb } from '../datasets/dexycb/read-dexycb.js';
import { decodeImage } from '../datasets/images/decode-image.js';
import { projectPoints } from '../geometry/camera.js';
import { decodeHands } from '../hand/decode-hands.js';
import { loadBuiltinHand } from '../hand/model/builtin-hand.js';
import { proceduralObjects } from '../objects/procedural/procedural-objects.js';
import { WILD_DEFAULTS } from './plan/wild-options.js';
import { simulateCapture } from './simulate-capture.js';

const hands = { right: loadBuiltinHand('right'), left: loadBuiltinHand('left') };
const folder = mkdtempSync(join(tmpdir(), 'simulated-wild-'));
afterAll(() => rmSync(folder, { recursive: true }));

const record = (name: string, workers: number) =>
  simulateCapture(join(folder, name), {
    objects: proceduralObjects().filter(({ name }) => /tuna|gelatin/.test(name)),
    seed: 3,
    width: 96,
    height: 96,
    subjects: 3,
    unseenSubjects: 1,
    trainingGrasps: 1,
    unseenGrasps: 0,
    trainingSequences: 4,
    validationSequences: 1,
    testSequences: 0,
    framesPerSequence: 4,
    trainingViews: 1,
    leftShare: 0.25,
    depth: false,
    wild: { ...WILD_DEFAULTS, environments: 12, freeShare: 0.5, occluderShare: 0 },
    workers,
  });

beforeAll(() => record('wild', 0));

it('labels agree with each other, and the hand is in the picture where they have it', async () => {
  const reader = await readDexYcb(join(folder, 'wild'), hands, { setup: 'simulated', split: 'train' });
  expect(reader.length).toBe(16);
  const colours = new Set<string>();
  const sides = new Set<string>();
  let inside = 0;
  let withObject = 0;
  for (let position = 0; position < reader.length; position++) {
    const sample = await reader.load(position);
    if (sample === null) throw new Error('every picture of the capture has a hand');
    const { camera, hand } = sample;
    sides.add(sample.image.mirrored ? 'left' : 'right');
    const decoded = decodeHands(hands.right, hand.pose, hand.betas, hand.translation);
    expect(decoded.joints).toBeAllclose(sample.joints, { absolute: 1e-5 });
    const arrays = await readArrays(sample.segmentation!, [
      { name: 'seg', shape: [camera.height, camera.width], kind: 'uint8' },
      { name: 'joint_2d', shape: [1, 21, 2], kind: 'float' },
    ]);
    const segmentation = arrays.get('seg')!.data;
    const joint2d = arrays.get('joint_2d')!.data as Float32Array;
    const pixels = projectPoints(camera, decoded.joints);
    const seen = sample.image.mirrored
      ? joint2d.map((x, i) => (i % 2 === 0 ? camera.width - 1 - x : x))
      : joint2d;
    expect(pixels).toBeAllclose(seen, { absolute: 2e-3 });
    // The middle of the palm is the hand, or what it holds.
    const [x, y] = [0, 1].map((k) => Math.round((joint2d[k] + joint2d[18 + k]) / 2));
    if (x >= 0 && y >= 0 && x < 96 && y < 96 && segmentation[y * 96 + x] > 0) inside++;
    if (sample.objects.length > 0) withObject++;
    const { pixels: picture } = await decodeImage(sample.image);
    colours.add(`${Math.round(picture.reduce((a, b) => a + b) / picture.length)}`);
  }
  // A palm may be beyond the edge or behind the arm now and then.
  expect(inside).toBeGreaterThanOrEqual(12);
  expect(withObject).toBeGreaterThan(2);
  expect(withObject).toBeLessThan(14);
  expect(sides).toEqual(new Set(['left', 'right']));
  // No two pictures have the same light and backdrop.
  expect(colours.size).toBeGreaterThan(8);
});

it('has the same bytes with any number of workers', async () => {
  await record('again', 2);
  const content = (name: string) =>
    readdirSync(join(folder, name), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name: file }) => {
        const path = join(parentPath, file);
        return [path.slice(join(folder, name).length), readFileSync(path).toString('base64')];
      })
      .sort();
  expect(content('again')).toEqual(content('wild'));
});
