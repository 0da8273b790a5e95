import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { manoSizedHand } from '../../../test/fixtures/mano-sized-hand.js';
import { MOW_SIZES, mowEntry, writeMowFixture } from '../../../test/fixtures/mow-fixture.js';
import { smallHand } from '../../../test/fixtures/small-hand.js';
import { projectPoints } from '../../geometry/camera.js';
import { applyRigid } from '../../geometry/rigid-motion.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { readMow } from './read-mow.js';
import { readMowObject } from './read-mow-object.js';

const hand = manoSizedHand();
const root = mkdtempSync(join(tmpdir(), 'mow-'));
beforeEach(() => writeMowFixture(root));
afterAll(() => rmSync(root, { recursive: true }));

/** Points as rows times a matrix, plus a place, times a scale: the release's own words for it. */
function rows(points: ArrayLike<number>, r: number[], t: number[], s: number): Float64Array {
  const out = new Float64Array(points.length);
  for (let i = 0; i < points.length; i += 3) {
    for (let k = 0; k < 3; k++) {
      out[i + k] = s * (points[i] * r[k] + points[i + 1] * r[3 + k] + points[i + 2] * r[6 + k] + t[k]);
    }
  }
  return out;
}

describe('readMow', () => {
  it.each([0, 1])('shows hand and object of picture %i where the release shows them', async (index) => {
    const reader = await readMow(root, hand);
    expect(reader.length).toBe(2);
    const sample = await reader.load(index);
    const entry = mowEntry(index);
    // The hand: mean pose added, mean shape, moved, then turned, moved and scaled as rows.
    const pose = Float32Array.from(entry.hand_pose, (value, i) => value + (i < 3 ? 0 : hand.poseMean[i - 3]));
    const { vertices } = decodeHands(hand, pose, null, entry.trans);
    const placed = rows(vertices, entry.hand_R, entry.hand_t, entry.hand_s);
    const own = decodeHands(hand, sample.hand.pose, sample.hand.betas, sample.hand.translation);
    expect(own.vertices).toBeAllclose(
      placed.map((value) => value / entry.hand_s),
      { absolute: 2e-6 },
    );
    expect(own.joints).toEqual(sample.joints);
    // In the picture: [1 0 .5; 0 1 .5] in units of the padded square, whose corner is the corner of pixel (0,
    // 0).
    const side = Math.max(MOW_SIZES[index].width, MOW_SIZES[index].height);
    const seen = (points: Float64Array) =>
      Array.from({ length: points.length / 3 }, (_, i) => [
        side * (points[3 * i] / points[3 * i + 2] + 0.5) - 0.5,
        side * (points[3 * i + 1] / points[3 * i + 2] + 0.5) - 0.5,
      ]).flat();
    expect(projectPoints(sample.camera, own.vertices)).toBeAllclose(seen(placed), { absolute: 1e-3 });
    // The object: about its mean vertex, y turned round.
    const file = [1, 2, 3, 3, 2, 3, 1, 4, 3, 1, 2, 6];
    const centred = file.map((value, i) => (i % 3 === 1 ? -1 : 1) * (value - [1.5, 2.5, 3.75][i % 3]));
    const object = rows(centred, entry.R, entry.t, entry.s);
    const mesh = await readMowObject(reader, index);
    const inCamera = applyRigid(sample.objects[0].pose, mesh.vertices);
    expect(projectPoints(sample.camera, inCamera)).toBeAllclose(seen(object), { absolute: 1e-3 });
    // Hand and object keep their distances but for one scale.
    expect(inCamera).toBeAllclose(
      object.map((value) => value / entry.hand_s),
      { absolute: 2e-6 },
    );
    expect(Array.from(mesh.faces.subarray(0, 3))).toEqual([1, 2, 0]);
    expect([sample.id, sample.dataset, sample.objects[0].name]).toEqual([
      entry.image_id,
      'mow',
      entry.obj_name,
    ]);
  });

  it('finds pictures that lie beside the annotations', async () => {
    const reader = await readMow(root, hand);
    const path = reader.imagePath(0);
    unlinkSync(path);
    await expect(reader.load(0)).rejects.toThrow(/images.board_food.*jpg: image is missing/);
    const beside = join(root, `${mowEntry(0).image_id}.jpg`);
    writeFileSync(beside, '');
    expect(reader.imagePath(0)).toBe(beside);
    await expect(reader.load(0)).rejects.toThrow(/damaged image/);
    unlinkSync(beside);
  });

  it('needs MANO, and names what is wrong with an entry', async () => {
    for (const model of [null, smallHand('right')]) {
      const reader = await readMow(root, model);
      await expect(reader.load(0)).rejects.toThrow(/poses are MANO's: expected a hand model of 778 vertices/);
    }
    const write = (change: object) =>
      writeFileSync(join(root, 'poses.json'), JSON.stringify([{ ...mowEntry(0), ...change }]));
    write({ hand_pose: [1, 2] });
    await expect(readMow(root, hand)).rejects.toThrow(/poses\.json: 0\.hand_pose: /);
    write({ image_id: '../../etc/passwd' });
    await expect(readMow(root, hand)).rejects.toThrow(/0\.image_id: expected letters/);
    write({ hand_s: 0 });
    await expect(readMow(root, hand)).rejects.toThrow(/0\.hand_s: .*found 0/);
    writeFileSync(join(root, 'poses.json'), JSON.stringify([mowEntry(0), mowEntry(0)]));
    await expect(readMow(root, hand)).rejects.toThrow(/1\.image_id: board_food.* is there twice/);
  });
});
