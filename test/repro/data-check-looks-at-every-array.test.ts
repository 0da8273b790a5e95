import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { checkDataset } from '../../packages/handbooster/src/datasets/check/check-dataset.js';
import { encodeNpz } from '../../packages/handbooster/src/datasets/files/encode-npz.js';
import type { Pickled } from '../../packages/handbooster/src/datasets/files/encode-pickle.js';
import { ho3dMeta, vector, writeHo3dFixture } from '../../packages/handbooster/test/fixtures/ho3d-fixture.js';
import { mowEntry, writeMowFixture } from '../../packages/handbooster/test/fixtures/mow-fixture.js';
import { obmanMeta, writeObmanFixture } from '../../packages/handbooster/test/fixtures/obman-fixture.js';

// `data check` without a hand model said "nothing wrong" of poses of one number: it read only the arrays that
// pictures need. Every array of a label is looked at, in every layout, and each fault is told with its file
// and field.
const folder = mkdtempSync(join(tmpdir(), 'check-arrays-'));
const root = join(folder, 'data');
beforeEach(() => rmSync(root, { recursive: true, force: true }));
afterAll(() => rmSync(folder, { recursive: true }));

const faults = async (path = root) => {
  const { findings } = await checkDataset(path, { examples: 20 });
  return findings.flatMap(({ kind, examples }) => examples.map((example) => `${kind}: ${example}`));
};
const nan = (count: number) => vector(new Array(count).fill(0).with(1, Number.NaN));

const HO3D_TRAIN: [string, Pickled | undefined, string][] = [
  ['handPose', vector([0.1]), 'expected 48 numbers, found 1'],
  ['handPose', vector(new Array(45).fill(0)), 'expected 48 numbers, found 45'],
  ['handPose', nan(48), 'expected finite numbers, found NaN at 1'],
  ['handTrans', vector([0, 0]), 'expected 3 numbers, found 2'],
  ['handTrans', vector([0, 0, Number.POSITIVE_INFINITY]), 'expected finite numbers, found Infinity at 2'],
  ['handTrans', undefined, 'expected 3 numbers, found nothing'],
  ['handTrans', [0, null, 1], 'expected finite numbers, found NaN at 1'],
  ['handBeta', vector(new Array(11).fill(0)), 'expected 10 numbers, found 11'],
  ['handBeta', 'none', 'expected 10 numbers, found string'],
  ['handJoints3D', vector(new Array(60).fill(0), 20, 3), 'expected 63 numbers, found 60'],
  ['camMat', nan(9), 'expected finite numbers, found NaN at 1'],
  ['objRot', vector([0, 0]), 'expected 3 numbers, found 2'],
  ['objTrans', null, 'expected 3 numbers, found None'],
  ['objCorners3D', nan(24), 'expected finite numbers, found NaN at 1'],
  ['objCorners3DRest', vector([1, 2, 3]), 'expected 24 numbers, found 3'],
  ['handVertContact', { shape: [4], bools: [true, true, true, true] }, 'expected 778 numbers, found 4'],
  ['handVertDist', nan(778), 'expected finite numbers, found NaN at 1'],
];

it.each(HO3D_TRAIN)('HO3D, training: %s', async (field, value, message) => {
  await writeHo3dFixture(root);
  writeFileSync(join(root, 'train.txt'), 'ABF10/0000\n');
  const change = { handVertContact: undefined, [field]: value };
  writeFileSync(join(root, 'train/ABF10/meta/0000.pkl'), ho3dMeta(0, change));
  expect(await faults()).toContain(`label wrong: train/ABF10/meta/0000.pkl: ${field}: ${message}`);
});

it('HO3D: all that is wrong with a frame, and its evaluation split', async () => {
  await writeHo3dFixture(root);
  writeFileSync(join(root, 'train.txt'), 'ABF10/0000\n');
  const change = { handVertContact: undefined, handPose: vector([1]), handBeta: nan(10) };
  writeFileSync(join(root, 'train/ABF10/meta/0000.pkl'), ho3dMeta(0, change));
  const box = { handJoints3D: vector([0, 0, -0.5]), handBoundingBox: [1, 2, 3] };
  writeFileSync(join(root, 'evaluation/SM1/meta/0005.pkl'), ho3dMeta(3, box));
  const found = (await faults()).filter((fault) => fault.startsWith('label wrong'));
  expect(found.sort()).toEqual([
    'label wrong: evaluation/SM1/meta/0005.pkl: handBoundingBox: expected 4 numbers, found 3',
    'label wrong: train/ABF10/meta/0000.pkl: handBeta: expected finite numbers, found NaN at 1',
    'label wrong: train/ABF10/meta/0000.pkl: handPose: expected 48 numbers, found 1',
  ]);
});

it.each([
  ['hand_pose', vector([1, 2]), 'expected 45 numbers, found 2'],
  ['pca_pose', nan(45), 'expected finite numbers, found NaN at 1'],
  ['verts_3d', vector(new Array(30).fill(0), 10, 3), 'expected 2334 numbers, found 30'],
  ['coords_2d', nan(42), 'expected finite numbers, found NaN at 1'],
  ['hand_depth_max', vector([1, 2]), 'expected 1 numbers, found 2'],
] as [string, Pickled, string][])('ObMan: %s', async (field, value, message) => {
  await writeObmanFixture(root);
  writeFileSync(join(root, 'train/meta/00000002.pkl'), obmanMeta(2, { [field]: value }));
  expect(await faults()).toContain(`label wrong: train/meta/00000002.pkl: ${field}: ${message}`);
});

it('MOW: entries one by one, so that one does not hide the others', async () => {
  await writeMowFixture(root);
  const [first, second] = [mowEntry(0), mowEntry(1)];
  const text = JSON.stringify([
    { ...first, hand_pose: [1, 2] },
    { ...second, trans: ['#', 0, 0], hand_R: [1] },
  ]);
  writeFileSync(join(root, 'poses.json'), text.replace('"#"', 'NaN'));
  const found = await faults();
  for (const part of [`0.hand_pose: .*picture ${first.image_id}`, '1.trans.0: .*found NaN', '1.hand_R: ']) {
    expect(found.join('\n')).toMatch(new RegExp(`label wrong: poses\\.json: ${part}`));
  }
});

it('COCO: annotations one by one, with the picture’s name', async () => {
  mkdirSync(join(root, 'annotations'), { recursive: true });
  const hand = (id: number, change: object) => ({
    id,
    image_id: id,
    joints_coord_cam: Array.from({ length: 21 }, () => [0, 0, 0.6]),
    cam_param: { focal: [600, 601], princpt: [320, 240] },
    mano_param: { pose: new Array(48).fill(0), shape: new Array(10).fill(0) },
    ...change,
  });
  const path = join(root, 'annotations', 'DEX_YCB_s0_train_data.json');
  const content = {
    annotations: [
      hand(0, { mano_param: { pose: new Array(48).fill(0), shape: [1] } }),
      hand(1, {
        joints_coord_cam: Array.from({ length: 21 }, (_, i) => (i === 4 ? [0, '#', 1] : [0, 0, 1])),
      }),
      hand(2, { image_id: 9 }),
    ],
    images: [0, 1, 2].map((id) => ({ id, file_name: `a/b/c/${id}.jpg`, width: 640, height: 480 })),
  };
  writeFileSync(path, JSON.stringify(content).replace('"#"', '-Infinity'));
  // The folder will do as well as the file.
  for (const place of [root, path]) {
    const found = (await faults(place)).join('\n');
    expect(found).toMatch(/annotations\[0\] \(a\/b\/c\/0\.jpg\): mano_param\.shape: .*found 1 items/);
    expect(found).toMatch(/annotations\[1\] \(a\/b\/c\/1\.jpg\): joints_coord_cam\.4\.1: .*found -Infinity/);
    expect(found).toMatch(/annotations\[2\]: image_id 9: no such entry in images/);
  }
});

it('DexYCB: every array of a label file', async () => {
  const sequence = join(root, 'someone', 'take');
  mkdirSync(join(sequence, '836212060125'), { recursive: true });
  writeFileSync(
    join(sequence, 'meta.yml'),
    "extrinsics: 'e'\nmano_calib: ['m']\nmano_sides: [right]\nnum_frames: 1\nserials: ['836212060125']\nycb_grasp_ind: 0\nycb_ids: [2]\n",
  );
  const bad = new Float32Array(63);
  bad[5] = Number.NaN;
  const label = encodeNpz([
    { name: 'seg', shape: [2, 2], data: new Uint8Array(4) },
    { name: 'pose_y', shape: [1, 3, 4], data: new Float32Array(12) },
    { name: 'pose_m', shape: [1, 48], data: new Float32Array(48) },
    { name: 'joint_3d', shape: [1, 21, 3], data: bad },
  ]);
  writeFileSync(join(sequence, '836212060125', 'labels_000000.npz'), label);
  writeFileSync(
    join(sequence, 'pose.npz'),
    encodeNpz([
      { name: 'pose_y', shape: [1, 1, 7], data: new Float32Array(7).fill(Number.NaN) },
      { name: 'pose_m', shape: [1, 1, 45], data: new Float32Array(45) },
    ]),
  );
  const found = (await faults()).join('\n');
  const file = 'someone/take/836212060125/labels_000000.npz';
  expect(found).toContain(`label shape: ${file}: pose_m: expected shape (1, 51), found (1, 48)`);
  expect(found).toContain(`label not finite: ${file}: joint_3d: expected finite numbers, found NaN at 5`);
  expect(found).toContain(`label shape: ${file}: joint_2d: no such array`);
  expect(found).toContain('pose.npz: someone/take/pose.npz: pose_y: expected finite numbers, found NaN at 0');
  expect(found).toContain('pose.npz: someone/take/pose.npz: pose_m: expected shape (1, 1, 51)');
});
