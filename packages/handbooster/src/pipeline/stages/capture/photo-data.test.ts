import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { smallHand } from '../../../../test/fixtures/small-hand.js';
import { writeCoco } from '../../../datasets/coco/write-coco.js';
import {
  dealPhotos,
  PHOTO_ANNOTATIONS,
  photoFolder,
  photoSamples,
} from '../../../datasets/real/photo-samples.js';
import type { Sample } from '../../../datasets/sample/sample.js';
import { decodeHands } from '../../../hand/decode-hands.js';
import { mirrorHandModel } from '../../../hand/model/mirror-hand.js';
import { configSchema } from '../../config/config-schema.js';
import { downloadedNote } from './downloaded-data.js';

const root = mkdtempSync(join(tmpdir(), 'photo-samples-'));
const hand = smallHand('right');
afterAll(() => rmSync(root, { recursive: true }));

const config = (place: string | null) => configSchema.parse({ capture: { source: 'photos', root: place } });

async function write(count: number): Promise<Sample[]> {
  mkdirSync(join(root, 'annotations'), { recursive: true });
  const pose = new Float32Array(48).fill(0.1);
  const samples = Array.from({ length: count }, (_, i) => {
    const translation = Float32Array.of(0.01 * i, 0, 0.5);
    const { joints } = decodeHands(hand, pose, new Float32Array(10), translation);
    const left = i === 1;
    return {
      id: `${i}.jpg`,
      image: { path: join(root, `${String(i).padStart(3, '0')}.jpg`), mirrored: left },
      camera: { fx: 100, fy: 100, cx: 31.5, cy: 31.5, width: 64, height: 64 },
      hand: {
        side: left ? 'left' : 'right',
        pose,
        betas: new Float32Array(10),
        translation,
        modelHash: hand.hash,
      },
      joints,
      objects: [],
      grasped: -1,
      segmentation: null,
    } as unknown as Sample;
  });
  const hands = { right: hand, left: mirrorHandModel(hand, 'other') };
  await writeCoco(join(root, PHOTO_ANNOTATIONS), samples, hands, { imageRoot: root });
  return samples;
}

describe('photos of one’s own as real data', () => {
  it('says how to label what is not labelled yet, and asks for enough', async () => {
    expect(() => downloadedNote(config(null))).toThrow(/capture\.root: expected the folder of the photos/);
    expect(() => downloadedNote(config(root))).toThrow(/data annotate --photos/);
    await write(7);
    await expect(photoSamples(root, hand, 'train')).rejects.toThrow(/at least 8 photos with a hand.*found 7/);
  });

  it('deals them in the order of their names, so that neighbours stay together; left hands are mirrored', async () => {
    const written = await write(20);
    const note = downloadedNote(config(root));
    expect(note).toMatchObject({ kind: 'photos', root, train: 'train', validation: 'val', tests: ['test'] });
    const names = async (split: string) =>
      (await photoSamples(root, hand, split)).map(({ image }) => Number(image.path.slice(-7, -4)));
    expect(await names('train')).toEqual(Array.from({ length: 14 }, (_, i) => i));
    expect(await names('val')).toEqual([14, 15, 16]);
    expect(await names('test')).toEqual([17, 18, 19]);
    const train = await photoSamples(root, hand, 'train');
    expect(train.map(({ image }) => image.mirrored).indexOf(true)).toBe(1);
    for (const [i, sample] of train.entries()) {
      // JSON has the numbers as doubles: what is lost is lost in float32.
      expect(sample.joints).toBeAllclose(written[i].joints, { absolute: 1e-6 });
      expect(sample.camera.cx).toBeCloseTo(31.5, 6);
    }
  });

  it('finds the frames of a video beside it', () => {
    writeFileSync(join(root, 'film.mp4'), '');
    expect(photoFolder(join(root, 'film.mp4'))).toBe(join(root, 'film-frames'));
    expect(photoFolder(root)).toBe(root);
  });

  it('holds something out of any number', () => {
    for (let count = 8; count < 60; count++) {
      const dealt = dealPhotos(count);
      for (const split of ['train', 'val', 'test']) expect(dealt).toContain(split);
    }
  });
});
