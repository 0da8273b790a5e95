import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { median } from '../../base/numbers/median.js';
import { SILENT_PROGRESS } from '../../base/progress.js';
import { simulateCapture } from '../../capture/simulate-capture.js';
import { readDexYcb } from '../../datasets/dexycb/read-dexycb.js';
import { photoSamples } from '../../datasets/real/photo-samples.js';
import type { Sample } from '../../datasets/sample/sample.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { proceduralObjects } from '../../objects/procedural/procedural-objects.js';
import { annotatePhotos } from './annotate-photos.js';
import { annotateViews } from './annotate-views.js';

const hand = loadBuiltinHand();
const folder = mkdtempSync(join(tmpdir(), 'handbooster-views-'));
const capture = join(folder, 'capture');
const photos = join(folder, 'photos');
const options = { hand: 'builtin', progress: SILENT_PROGRESS, signal: new AbortController().signal };
/** Of each photo the true joints, by camera and name. */
const truth = new Map<string, Float32Array>();
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(async () => {
  await simulateCapture(capture, {
    objects: proceduralObjects().slice(0, 1),
    seed: 5,
    width: 640,
    height: 480,
    subjects: 1,
    unseenSubjects: 0,
    trainingSequences: 1,
    validationSequences: 0,
    testSequences: 0,
    unseenGrasps: 0,
    framesPerSequence: 8,
    trainingViews: 3,
    depth: false,
    workers: 0,
  });
  const reader = await readDexYcb(capture, { right: hand }, { setup: 'simulated', split: 'train' });
  for (let position = 0; position < reader.length; position++) {
    const sample = await reader.load(position);
    if (sample === null) continue;
    const name = `${String(sample.frame).padStart(4, '0')}.jpg`;
    mkdirSync(join(photos, sample.view), { recursive: true });
    copyFileSync(sample.image.path, join(photos, sample.view, name));
    truth.set(`${sample.view}/${name}`, Float32Array.from(sample.joints));
  }
});

/** Mean distance of a sample's joints from the true ones in the camera's frame, metres. */
function distance({ image, joints }: Sample, serial: string): number {
  const expected = truth.get(`${serial}/${image.path.slice(-8)}`);
  if (expected === undefined) throw new Error(`nothing is known of ${image.path}`);
  let sum = 0;
  for (let i = 0; i < 63; i += 3) sum += Math.hypot(...[0, 1, 2].map((k) => joints[i + k] - expected[i + k]));
  return sum / 21;
}

const all = async (root: string) =>
  (await Promise.all(['train', 'val', 'test'].map((split) => photoSamples(root, hand, split)))).flat();

describe('annotateViews', () => {
  it('places hands in space where one camera alone can only guess their distance', async () => {
    const made = await annotateViews(photos, { ...options, calibration: capture });
    expect(made.photos).toBe(24);
    expect(made.kept).toBeGreaterThanOrEqual(12);
    const samples = await all(photos);
    expect(samples).toHaveLength(made.kept);
    const several = samples.map((sample) => distance(sample, sample.image.path.split('/').at(-2) as string));
    for (const sample of samples) {
      // Parameters and joints belong together, in every camera.
      const { pose, betas, translation } = sample.hand;
      expect(decodeHands(hand, pose, betas, translation).joints).toBeAllclose(sample.joints, {
        absolute: 1e-4,
      });
    }
    const [serial] = [...truth.keys()][0].split('/');
    const one = join(folder, 'one');
    mkdirSync(one);
    for (const name of truth.keys()) {
      if (name.startsWith(serial)) copyFileSync(join(photos, name), join(one, name.slice(-8)));
    }
    const { camera } = samples[0];
    await annotatePhotos(one, { ...options, film: false, focal: camera.fx });
    const { images, annotations } = JSON.parse(
      readFileSync(join(one, 'annotations', 'photos_train_data.json'), 'utf8'),
    );
    const alone = annotations.map(
      ({ image_id, joints_coord_cam }: { image_id: number; joints_coord_cam: number[][] }) => {
        const { file_name } = images.find(({ id }: { id: number }) => id === image_id);
        const joints = Float32Array.from(joints_coord_cam.flat());
        return distance({ image: { path: file_name }, joints } as Sample, serial);
      },
    );
    // Size and distance of a hand cannot be told apart by one camera: centimetres at 0.8 m.
    expect(median(several)).toBeLessThan(0.025);
    expect(median(several)).toBeLessThan(median(alone));
  });

  it('says what it lacks', async () => {
    await expect(annotateViews(photos, { ...options, calibration: folder })).rejects.toThrow(
      /calibration: expected one folder extrinsics_NAME/,
    );
    await expect(annotateViews(capture, { ...options, calibration: capture })).rejects.toThrow(
      /expected a folder with photos for each of two cameras at least.*found 0/,
    );
    // One bad photo stops nothing; a camera of another size than its calibration does, before the work.
    const [name, second] = truth.keys();
    writeFileSync(join(photos, second), 'no picture');
    const said: string[] = [];
    const progress = { ...SILENT_PROGRESS, say: (line: string) => void said.push(line) };
    const made = await annotateViews(photos, { ...options, progress, calibration: capture });
    expect(made.kept).toBeGreaterThanOrEqual(12);
    expect(said.join()).toContain(`${second}: not a picture that can be read`);
    await sharp(join(photos, name)).resize(320, 240).toFile(join(folder, 'small.jpg'));
    copyFileSync(join(folder, 'small.jpg'), join(photos, name));
    await expect(annotateViews(photos, { ...options, calibration: capture })).rejects.toThrow(
      /320 x 240 pixels; the intrinsics of camera \d+ are for 640 x 480/,
    );
  });
});
