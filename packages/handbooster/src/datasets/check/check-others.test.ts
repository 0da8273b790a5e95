import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ho3dMeta, writeHo3dFixture } from '../../../test/fixtures/ho3d-fixture.js';
import { manoSizedHand } from '../../../test/fixtures/mano-sized-hand.js';
import { mowEntry, writeMowFixture } from '../../../test/fixtures/mow-fixture.js';
import {
  obmanAffine,
  obmanLabel,
  obmanMeta,
  writeObmanFixture,
} from '../../../test/fixtures/obman-fixture.js';
import { smallHand } from '../../../test/fixtures/small-hand.js';
import { InputError } from '../../base/errors/input-error.js';
import { writeFileAtomicSync } from '../../base/files/atomic-write.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { writeCoco } from '../coco/write-coco.js';
import type { Sample } from '../sample/sample.js';
import { checkDataset } from './check-dataset.js';
import { formatCheckReport } from './check-report.js';

const folder = mkdtempSync(join(tmpdir(), 'check-others-'));
const root = join(folder, 'data');
const hand = manoSizedHand();
const hands = { right: hand };
const array = (values: ArrayLike<number>, ...shape: number[]) => ({ shape, data: Float32Array.from(values) });

beforeEach(() => rmSync(root, { recursive: true, force: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function kinds(path = root): Promise<string[]> {
  const report = await checkDataset(path, { hands });
  expect(formatCheckReport(report)).toContain(report.findings[0]?.kind ?? 'nothing wrong was found');
  return report.findings.map(({ kind }) => kind);
}

describe('checkDataset on ObMan', () => {
  const meta = join(root, 'train/meta/00000002.pkl');
  const segm = join(root, 'train/segm/00000002.png');
  beforeEach(() => writeObmanFixture(root));

  it('finds nothing wrong with a good one, left hands among them', async () => {
    const report = await checkDataset(root, { hands });
    expect(report, formatCheckReport(report)).toEqual({
      root,
      layout: 'ObMan',
      sequences: 1,
      pictures: 3,
      hands: 3,
      findings: [],
    });
  });

  it.each([
    ['image missing', () => unlinkSync(join(root, 'train/rgb/00000002.jpg'))],
    ['image missing', () => unlinkSync(join(root, 'train/rgb_hand/00000002.jpg'))],
    ['image unreadable', () => truncateSync(join(root, 'train/rgb/00000002.jpg'), 500)],
    ['image unreadable', () => truncateSync(join(root, 'train/depth/00000002.png'), 200)],
    ['image missing', () => unlinkSync(segm)],
    ['label wrong', () => truncateSync(meta, 900)],
    ['label wrong', () => writeFileSync(meta, obmanMeta(2, { coords_3d: undefined }))],
    ['label wrong', () => writeFileSync(meta, obmanMeta(2, { verts_3d: array(new Float32Array(9), 3, 3) }))],
    [
      'joints behind the camera',
      () =>
        writeFileSync(meta, obmanMeta(2, { coords_3d: array(obmanLabel(2).joints.map(Math.abs), 21, 3) })),
    ],
    [
      'intrinsics do not fit',
      () => writeFileSync(meta, obmanMeta(2, { coords_2d: array(new Float32Array(42).fill(50), 21, 2) })),
    ],
    [
      'vertices do not fit',
      () =>
        writeFileSync(
          meta,
          obmanMeta(2, {
            verts_3d: array(
              obmanLabel(2).vertices.map((v) => v + 0.1),
              778,
              3,
            ),
          }),
        ),
    ],
    [
      'object too far',
      () =>
        writeFileSync(meta, obmanMeta(2, { affine_transform: array(obmanAffine(1).with(11, -40), 4, 4) })),
    ],
    [
      'object pose',
      () => writeFileSync(meta, obmanMeta(2, { affine_transform: array(obmanAffine(1).with(0, 0.6), 4, 4) })),
    ],
    ['depth range', () => writeFileSync(meta, obmanMeta(2, { depth_max: 0.1 }))],
    ['split', () => rmSync(join(root, 'train/meta'), { recursive: true })],
    [
      'segmentation',
      async () =>
        writeFileSync(
          segm,
          await sharp(new Uint8Array(256 * 256 * 3), { raw: { width: 256, height: 256, channels: 3 } })
            .png()
            .toBuffer(),
        ),
    ],
  ] as [string, () => unknown][])('finds: %s', async (kind, harm) => {
    await harm();
    expect(await kinds()).toContain(kind);
  });
});

describe('checkDataset on MOW', () => {
  const { image_id: name } = mowEntry(0);
  const change = (entry: object) =>
    writeFileSync(join(root, 'poses.json'), JSON.stringify([{ ...mowEntry(0), ...entry }, mowEntry(1)]));
  beforeEach(() => writeMowFixture(root));

  it('finds nothing wrong with a good one', async () => {
    const report = await checkDataset(root, { hands });
    expect(report, formatCheckReport(report)).toEqual({
      root,
      layout: 'MOW',
      sequences: 2,
      pictures: 2,
      hands: 2,
      findings: [],
    });
  });

  it.each([
    ['label wrong', () => change({ t: [1] })],
    ['image missing', () => unlinkSync(join(root, 'images', `${name}.jpg`))],
    ['image unreadable', () => truncateSync(join(root, 'images', `${name}.jpg`), 300)],
    ['object mesh missing', () => unlinkSync(join(root, 'models', `${name}.obj`))],
    ['object mesh damaged', () => writeFileSync(join(root, 'models', `${name}.obj`), 'v 1 2\nf 1 2 9\n')],
    ['object pose', () => change({ R: [2, 0, 0, 0, 1, 0, 0, 0, 1] })],
    ['joints behind the camera', () => change({ hand_t: [0, 0, -3] })],
    ['hand outside the picture', () => change({ hand_t: [9, 0, 0.7] })],
  ] as [string, () => unknown][])('finds: %s', async (kind, harm) => {
    await harm();
    expect(await kinds()).toContain(kind);
  });
});

describe('checkDataset on a COCO-style annotation file', () => {
  const small = smallHand('right');
  const path = join(root, 'annotations', 'train.json');
  const image = join(root, 'images', '0.png');

  async function write(change: Partial<Sample> = {}): Promise<void> {
    const pose = new Float32Array(48).fill(0.1);
    const translation = Float32Array.of(0, -0.05, 0.6);
    const sample: Sample = {
      id: 'a',
      dataset: 'x',
      subject: '',
      sequence: '',
      frame: 0,
      view: '',
      image: { path: image, mirrored: false },
      camera: { fx: 60, fy: 60, cx: 31.5, cy: 31.5, width: 64, height: 64 },
      hand: { side: 'right', pose, betas: new Float32Array(10), translation, modelHash: null },
      joints: decodeHands(small, pose, null, translation).joints,
      objects: [],
      grasped: -1,
      segmentation: null,
      ...change,
    };
    await writeCoco(path, [sample], { right: small }, { imageRoot: root });
    const raw = { width: 64, height: 64, channels: 3 as const };
    writeFileAtomicSync(
      image,
      await sharp(new Uint8Array(64 * 64 * 3).fill(9), { raw })
        .png()
        .toBuffer(),
    );
  }
  const check = () => checkDataset(path, { hands: { right: small } });

  it('finds nothing wrong with a good one, and what is wrong with others', async () => {
    await write();
    expect(await check()).toMatchObject({ root: path, layout: 'COCO', pictures: 1, hands: 1, findings: [] });
    truncateSync(image, 60);
    expect((await check()).findings[0]).toMatchObject({ kind: 'image unreadable', count: 1 });
    unlinkSync(image);
    expect((await check()).findings[0].examples[0]).toMatch(/^images\/0\.png: no such file/);
    await write({ joints: new Float32Array(63).fill(0.5) });
    expect((await check()).findings.map(({ kind }) => kind)).toEqual([
      'hand outside the picture',
      'hand size',
      "joints are not the hand model's",
    ]);
    await write({ camera: { fx: 60, fy: 60, cx: 900, cy: 31.5, width: 64, height: 64 } });
    expect((await check()).findings.map(({ kind }) => kind)).toEqual(['hand outside the picture']);
    const twice = JSON.parse(readFileSync(path, 'utf8'));
    twice.annotations.push({ ...twice.annotations[0], id: 1 });
    writeFileSync(path, JSON.stringify(twice));
    expect((await check()).findings.map(({ kind }) => kind)).toContain('picture twice');
    writeFileSync(path, '[]');
    await expect(check()).rejects.toThrow(InputError);
  });
});

it('checks HO3D without a hand model', async () => {
  await writeHo3dFixture(root);
  for (const name of ['train/SMu42/depth', 'evaluation/SM1/depth']) {
    if (existsSync(join(root, name))) rmSync(join(root, name), { recursive: true });
  }
  writeFileSync(join(root, 'train.txt'), 'ABF10/0000\n');
  // Numbers a vertex are MANO's where no model is given.
  writeFileSync(join(root, 'train/ABF10/meta/0000.pkl'), ho3dMeta(0, { handVertContact: undefined }));
  expect((await checkDataset(root)).findings).toEqual([]);
  expect(dirname(root)).toBe(folder);
});
