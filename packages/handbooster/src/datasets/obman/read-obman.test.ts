import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manoSizedHand } from '../../../test/fixtures/mano-sized-hand.js';
import { obmanLabel, obmanMeta, writeObmanFixture } from '../../../test/fixtures/obman-fixture.js';
import { smallHand } from '../../../test/fixtures/small-hand.js';
import { InputError } from '../../base/errors/input-error.js';
import { projectPoints } from '../../geometry/camera.js';
import { applyRigid } from '../../geometry/rigid-motion.js';
import { decodeHands } from '../../hand/decode-hands.js';
import type { Pickled } from '../files/encode-pickle.js';
import { decodeImage } from '../images/decode-image.js';
import { decodeObmanDepth, decodeObmanSegmentation } from './obman-maps.js';
import { readObman } from './read-obman.js';

const hand = manoSizedHand();
const root = mkdtempSync(join(tmpdir(), 'obman-'));
const flipped = (points: Float32Array) => points.map((value, i) => (i % 3 === 0 ? value : -value));

beforeAll(() => writeObmanFixture(root));
afterAll(() => rmSync(root, { recursive: true }));

describe('readObman', () => {
  it('turns OpenGL labels into OpenCV ones and fits pose and shape to the vertices', async () => {
    const reader = await readObman(root, 'train', hand);
    expect([reader.length, reader.id(0), reader.id(1)]).toEqual([2, 'train/00000002', 'train/00000010']);
    const sample = await reader.load(0);
    const truth = obmanLabel(2);
    expect(sample.joints).toBeAllclose(flipped(truth.joints), { absolute: 1e-6 });
    const decoded = decodeHands(hand, sample.hand.pose, sample.hand.betas, sample.hand.translation);
    expect(decoded.vertices).toBeAllclose(flipped(truth.vertices), { absolute: 2e-4 });
    expect(decoded.joints).toBeAllclose(sample.joints, { absolute: 5e-4 });
    expect(sample.camera).toEqual({ fx: 480, fy: 480, cx: 128, cy: 128, width: 256, height: 256 });
    // An OpenGL point at (x, y, z) is seen at 480 x / -z + 128, 480 -y / -z + 128.
    const [x, y, z] = truth.joints;
    expect(projectPoints(sample.camera, sample.joints).subarray(0, 2)).toBeAllclose(
      [(480 * x) / -z + 128, (480 * -y) / -z + 128],
      { absolute: 1e-3 },
    );
    expect([sample.dataset, sample.frame, sample.image.path]).toEqual([
      'obman',
      2,
      join(root, 'train/rgb/00000002.jpg'),
    ]);
    expect((await decodeImage(sample.image, { expected: sample.camera })).width).toBe(256);
  });

  it('places objects, with the scale in their transform or beside it', async () => {
    const reader = await readObman(root, 'train', hand);
    // A quarter turn about z takes x to y: the point (s, 0, 0) goes to (0.02, s - 0.01, -0.6), y and z turned
    // after.
    for (const [position, scale] of [
      [0, 0.2],
      [1, 0.25],
    ]) {
      const picture = await reader.loadPicture(position);
      expect(picture.objectScale).toBeCloseTo(scale, 6);
      const [{ pose, name }] = picture.objects;
      expect(applyRigid(pose, [picture.objectScale, 0, 0])).toBeAllclose([0.02, 0.01 - scale, 0.6], {
        absolute: 1e-6,
      });
      expect(name).toBe('02876657_1071fa4cddb2da2fc8724d5673a063a6');
      expect(picture.objectPath).toBe(
        '02876657/1071fa4cddb2da2fc8724d5673a063a6/models/model_normalized.obj',
      );
    }
  });

  it('mirrors left hands', async () => {
    const reader = await readObman(root, 'test', hand);
    const sample = await reader.load(0);
    expect([sample.hand.side, sample.image.mirrored, sample.camera.cx]).toEqual(['left', true, 127]);
    expect(sample.joints).toBeAllclose(flipped(obmanLabel(3).joints), { absolute: 1e-6 });
    const decoded = decodeHands(hand, sample.hand.pose, sample.hand.betas, sample.hand.translation);
    expect(decoded.vertices).toBeAllclose(flipped(obmanLabel(3).vertices), { absolute: 2e-4 });
  });

  it('reads depth and segmentation', async () => {
    const reader = await readObman(root, 'train', null);
    const { depthRange, side } = await reader.loadPicture(0);
    const depth = decodeObmanDepth(await decodeImage(reader.depthPath(0)), depthRange);
    expect(depth[0]).toBeCloseTo(0.4, 6); // 255 is the nearest
    expect(depth[1]).toBeCloseTo((99 / 254) * (0.4 - 0.8) + 0.8, 6);
    expect(depth[2]).toBe(0);
    const labels = decodeObmanSegmentation(await decodeImage(reader.segmentationPath(0)), side);
    expect([labels[0], labels[1], labels[2]]).toEqual([255, 1, 0]);
  });

  it('needs MANO for poses, and says so', async () => {
    for (const model of [null, smallHand('right')]) {
      const reader = await readObman(root, 'train', model);
      await expect(reader.load(0)).rejects.toThrow(/verts_3d: expected a hand model of 778 vertices/);
    }
    const other = { ...hand, template: hand.template.map((value) => value * 1.6) };
    const reader = await readObman(root, 'train', other);
    await expect(reader.load(0)).rejects.toThrow(
      /expected vertices that mano-sized can take, found them \d+ mm away/,
    );
  });

  it.each([
    ['no vertices', { verts_3d: undefined }, /00000002\.pkl: verts_3d: expected 2334 numbers, found nothing/],
    ['a third side', { side: 'both' }, /side: expected right or left, found both/],
    ['a flat object', { affine_transform: { shape: [4, 4], data: new Float32Array(16) } }, /determinant 0/],
    ['a name that leaves', { class_id: '../..' }, /class_id: expected a name/],
  ] as [string, Record<string, Pickled | undefined>, RegExp][])(
    'names what is wrong: %s',
    async (_, change, message) => {
      const path = join(root, 'train/meta/00000002.pkl');
      const good = readFileSync(path);
      writeFileSync(path, obmanMeta(2, change));
      const error = await (await readObman(root, 'train', hand)).loadPicture(0).catch((caught) => caught);
      writeFileSync(path, good);
      expect(error).toBeInstanceOf(InputError);
      expect(error.message).toMatch(message);
    },
  );

  it('refuses a split that is not there', async () => {
    await expect(readObman(root, 'val', hand)).rejects.toThrow(
      /val.meta: expected the label files of ObMan's val/,
    );
  });
});
