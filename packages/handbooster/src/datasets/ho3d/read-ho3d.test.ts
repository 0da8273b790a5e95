import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  HO3D_CAMERA,
  ho3dLabel,
  ho3dMeta,
  vector,
  writeHo3dFixture,
} from '../../../test/fixtures/ho3d-fixture.js';
import { smallHand } from '../../../test/fixtures/small-hand.js';
import { InputError } from '../../base/errors/input-error.js';
import { projectPoints } from '../../geometry/camera.js';
import { applyRigid } from '../../geometry/rigid-motion.js';
import { decodeHands } from '../../hand/decode-hands.js';
import type { Pickled } from '../files/encode-pickle.js';
import { decodeImage } from '../images/decode-image.js';
import { decodeHo3dDepth } from './ho3d-depth.js';
import { ho3dTake, readHo3d } from './read-ho3d.js';

const hand = smallHand('right');
const root = mkdtempSync(join(tmpdir(), 'ho3d-'));

beforeAll(() => writeHo3dFixture(root));
afterAll(() => rmSync(root, { recursive: true }));

it('tells takes from cameras', () => {
  expect(ho3dTake('ABF12')).toEqual({ sequence: 'ABF1', view: '2' });
  expect(ho3dTake('SMu42')).toEqual({ sequence: 'SMu4', view: '2' });
  expect(ho3dTake('MC1')).toEqual({ sequence: 'MC1', view: '0' });
});

describe('readHo3d', () => {
  it('turns OpenGL labels into OpenCV ones, joints into our order', async () => {
    const reader = await readHo3d(root, 'train', hand);
    expect(reader.length).toBe(3);
    const sample = await reader.load(0);
    if (sample === null) throw new Error('no sample');
    const truth = ho3dLabel(0);
    const flipped = (points: Float32Array) => points.map((value, i) => (i % 3 === 0 ? value : -value));
    expect(sample.joints).toBeAllclose(flipped(truth.joints), { absolute: 1e-6 });
    const { pose, betas, translation } = sample.hand;
    const decoded = decodeHands(hand, pose, betas, translation);
    expect(decoded.vertices).toBeAllclose(flipped(truth.vertices), { absolute: 2e-6 });
    expect(sample.camera).toEqual({ ...HO3D_CAMERA, width: 640, height: 480 });
    // An OpenGL point at (x, y, z) is seen at fx x / -z + cx, fy -y / -z + cy.
    const [x, y, z] = truth.joints;
    expect(projectPoints(sample.camera, sample.joints).subarray(0, 2)).toBeAllclose(
      [(HO3D_CAMERA.fx * x) / -z + HO3D_CAMERA.cx, (HO3D_CAMERA.fy * -y) / -z + HO3D_CAMERA.cy],
      { absolute: 1e-3 },
    );
    // A quarter turn about z takes (1, 0, 0) to (0, 1, 0) in OpenGL axes, which is (0, -1, 0) here.
    const [object] = sample.objects;
    expect(applyRigid(object.pose, [1, 0, 0])).toBeAllclose([0.1, -(1 - 0.05), 0.7], { absolute: 1e-6 });
    expect([object.id, object.name, sample.grasped]).toEqual([2, '003_cracker_box', 0]);
    expect([sample.id, sample.subject, sample.sequence, sample.view, sample.frame, sample.dataset]).toEqual([
      'train/ABF10/0000',
      'ABF',
      'ABF1',
      '0',
      0,
      'ho3d',
    ]);
    expect((await decodeImage(sample.image)).width).toBe(640);
  });

  it('leaves out frames without a hand, reads JPEG pictures of version 3 and foreign objects', async () => {
    const reader = await readHo3d(root, 'train', hand);
    expect(await reader.load(1)).toBeNull();
    const sample = await reader.load(2);
    expect(sample?.image.path.endsWith('SMu42/rgb/0123.jpg')).toBe(true);
    expect([sample?.objects[0].id, sample?.objects[0].name, sample?.subject]).toEqual([0, 'my_mug', 'SMu']);
    const ids: string[] = [];
    for await (const { id } of reader.samples()) ids.push(id);
    expect(ids).toEqual(['train/ABF10/0000', 'train/SMu42/0123']);
  });

  it('reads what is public of the evaluation split', async () => {
    const reader = await readHo3d(root, 'evaluation', hand);
    const sample = await reader.loadEvaluation(0);
    expect(sample.root).toBeAllclose([0.1, -0.2, 0.5], { relative: 1e-6 });
    expect(sample.box).toEqual([100, 120.5, 200, 160]);
    await expect(reader.load(0)).rejects.toThrow(/hides the hands/);
  });

  it('reads depth', async () => {
    const reader = await readHo3d(root, 'train', hand);
    const depth = decodeHo3dDepth(await decodeImage(reader.depthPath(0)));
    expect(depth[0]).toBeCloseTo((44 + 256 * 17) * 0.00012498664727900177, 6);
    expect(depth[1]).toBe(0);
  });

  it('refuses a hand that is not the labels own', async () => {
    const other = { ...hand, name: 'other', template: hand.template.map((value) => value * 1.3) };
    await expect(readHo3d(root, 'train', other)).rejects.toThrow(
      /0000\.pkl: handJoints3D: expected the joints of hand model other, found/,
    );
    expect((await readHo3d(root, 'train', other, { checkModel: false })).length).toBe(3);
  });

  it('is of one mind about the hand, whatever is read first, with a damaged label before the others', async () => {
    const path = join(root, 'train/ABF10/meta/0000.pkl');
    const moved = ho3dLabel(0).inFile.map((value) => 1.5 * value);
    try {
      for (const label of [ho3dMeta(0, { handJoints3D: vector(moved, 21, 3) }), Buffer.from('cut')]) {
        writeFileSync(path, label);
        const answers: string[] = [];
        for (const order of [
          [0, 2],
          [2, 0],
        ]) {
          const reader = await readHo3d(root, 'train', hand);
          const given = new Map<number, string>();
          for (const position of order) {
            const sample = await reader.load(position).catch((error: Error) => error.message);
            given.set(position, JSON.stringify(sample));
          }
          answers.push(`${given.get(0)} ${given.get(2)}`);
        }
        expect(answers[0]).toBe(answers[1]);
        const other = { ...hand, name: 'other', template: hand.template.map((value) => value * 1.3) };
        await expect(readHo3d(root, 'train', other)).rejects.toThrow(/0000\.pkl/);
      }
    } finally {
      writeFileSync(path, ho3dMeta(0));
    }
  });

  it.each([
    ['a short pose', { handPose: vector([1, 2, 3]) }, /0000\.pkl: handPose: expected 48 numbers, found 3/],
    ['no camera', { camMat: undefined }, /camMat: expected 9 numbers, found nothing/],
    [
      'NaN joints',
      { handJoints3D: vector(new Float64Array(63).fill(Number.NaN), 21, 3) },
      /finite numbers, found NaN at 0/,
    ],
    ['a number for a name', { objName: 7 }, /objName: expected a text, found number/],
    [
      'a flat camera',
      { camMat: vector(new Float64Array(9)) },
      /camMat: expected positive focal lengths, found 0 and 0/,
    ],
  ] as [string, Record<string, Pickled | undefined>, RegExp][])(
    'names what is wrong: %s',
    async (_, change, message) => {
      const path = join(root, 'train/ABF10/meta/0000.pkl');
      writeFileSync(path, ho3dMeta(0, change));
      const reader = await readHo3d(root, 'train', hand);
      const error = await reader.load(0).catch((caught) => caught);
      writeFileSync(path, ho3dMeta(0));
      expect(error).toBeInstanceOf(InputError);
      expect(error.message).toMatch(message);
    },
  );

  it('says what stands in a label file’s place', async () => {
    const path = join(root, 'train/ABF10/meta/0000.pkl');
    const kinds: [string, RegExp][] = [
      ['', /0000\.pkl: expected a Python pickle, found an empty file/],
      [
        'version https://git-lfs.github.com/spec/v1\noid sha256:0\n',
        /found a Git LFS pointer .*git lfs pull/,
      ],
      ['{"handPose": []}', /found JSON text/],
    ];
    try {
      const reader = await readHo3d(root, 'train', hand);
      for (const [content, words] of kinds) {
        writeFileSync(path, content);
        await expect(reader.load(0)).rejects.toThrow(words);
      }
    } finally {
      writeFileSync(path, ho3dMeta(0));
    }
  });

  it('refuses pickles that run something, and lists that are not lists', async () => {
    const path = join(root, 'train/ABF10/meta/0000.pkl');
    writeFileSync(path, "cos\nsystem\n(S'echo'\ntR.");
    const reader = await readHo3d(root, 'train', hand);
    await expect(reader.load(0)).rejects.toThrow(InputError);
    writeFileSync(path, ho3dMeta(0));
    writeFileSync(join(root, 'evaluation.txt'), 'SM1/0005\n../../etc/passwd\n');
    await expect(readHo3d(root, 'evaluation', hand)).rejects.toThrow(
      /evaluation\.txt: line 2: expected sequence\/frame/,
    );
    await expect(readHo3d(join(root, 'train'), 'train', hand)).rejects.toThrow(/train\.txt: file is missing/);
  });
});
