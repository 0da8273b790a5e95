import {
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallHand } from '../../../test/fixtures/small-hand.js';
import { InputError } from '../../base/errors/input-error.js';
import { type Camera, projectPoints } from '../../geometry/camera.js';
import { composeRigid, invertRigid, type RigidMotion, rigid } from '../../geometry/rigid-motion.js';
import { axisAngleToMatrix } from '../../geometry/rotations.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { DexYcbWriter } from '../dexycb/dexycb-writer.js';
import { encodeNpz } from '../files/encode-npz.js';
import { moveHand } from '../sample/move-hand.js';
import { checkDataset } from './check-dataset.js';
import { type CheckReport, formatCheckReport } from './check-report.js';

const hands = { right: smallHand('right') };
const folder = mkdtempSync(join(tmpdir(), 'check-dexycb-'));
const root = join(folder, 'capture');
const sequence = 'subject-a/take-1';
const [first, second] = ['836212060125', '839512060362'];
const camera: Camera = { fx: 60, fy: 60, cx: 31.5, cy: 23.5, width: 64, height: 48 };
const FRAMES = 4;

/** A good capture: one subject, one sequence, two cameras, four frames, the first of them without a hand. */
async function writeCapture(): Promise<void> {
  const writer = new DexYcbWriter(root, hands);
  const worldFromCamera = new Map<string, RigidMotion>([
    [first, rigid(axisAngleToMatrix([0, 0, 0]), [0, 0, 0])],
    [second, rigid(axisAngleToMatrix([0.1, 0.4, -0.2]), [-0.2, 0.05, 0.1])],
  ]);
  const betas = new Float32Array(10);
  const pose = new Float32Array(48).fill(0.1);
  const world = { pose, betas, translation: Float32Array.of(0, -0.05, 0.6) };
  const object = rigid(axisAngleToMatrix([0.3, 0, 0]), [0.02, 0.03, 0.62]);
  const entry = {
    subject: 'subject-a',
    name: 'take-1',
    side: 'right' as const,
    handCalibration: 'a',
    extrinsics: 'room',
    serials: [first, second],
    objects: [2, 5],
    grasped: 0,
    hand: Array.from({ length: FRAMES }, (_, frame) => (frame === 0 ? null : world)),
    objectPoses: Array.from({ length: FRAMES }, () => [object, null]),
  };
  await writer.writeHandModels();
  await writer.writeSplits({ own: { train: [{ subjects: ['subject-a'] }] } });
  await writer.writeExtrinsics('room', first, worldFromCamera, object);
  await writer.writeHandCalibration('a', betas);
  const mesh = {
    vertices: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0),
    faces: Uint32Array.of(0, 1, 2),
    uvs: null,
    texture: null,
  };
  await writer.writeObjectModels([
    { id: 2, name: '003_cracker_box', color: [1, 0, 0], ...mesh },
    { id: 5, name: '006_mustard_bottle', color: [1, 1, 0], ...mesh },
  ]);
  await writer.writeSequence(entry);
  for (const [serial, place] of worldFromCamera) {
    await writer.writeIntrinsics(serial, camera);
    const cameraFromWorld = invertRigid(place);
    for (let frame = 0; frame < FRAMES; frame++) {
      const hand = moveHand(hands.right, world, cameraFromWorld);
      const { joints } = decodeHands(hands.right, hand.pose, betas, hand.translation);
      await writer.writeFrame(entry, serial, frame, camera, {
        color: new Uint8Array(64 * 48 * 3).map((_, i) => (i * 11) % 256),
        depth: new Uint16Array(64 * 48).fill(600),
        segmentation: new Uint8Array(64 * 48).map((_, i) => [0, 2, 255][i % 3]),
        hand: frame === 0 ? null : { ...hand, joints, joints2d: projectPoints(camera, joints) },
        objectPoses: [composeRigid(cameraFromWorld, object), null],
      });
    }
  }
}

/** The arrays of a good label, as they are in the file of the second frame of the first camera. */
function goodLabel() {
  const betas = new Float32Array(10);
  const hand = { pose: new Float32Array(48).fill(0.1), betas, translation: Float32Array.of(0, -0.05, 0.6) };
  const { joints } = decodeHands(hands.right, hand.pose, betas, hand.translation);
  const poses = new Float32Array(24);
  poses.set(rigid(axisAngleToMatrix([0.3, 0, 0]), [0.02, 0.03, 0.62]));
  return {
    seg: { shape: [48, 64], data: new Uint8Array(64 * 48) as Uint8Array | Float32Array },
    pose_y: { shape: [2, 3, 4], data: poses as Uint8Array | Float32Array },
    pose_m: { shape: [1, 51], data: new Float32Array(51).fill(0.1) as Uint8Array | Float32Array },
    joint_3d: { shape: [1, 21, 3], data: joints as Uint8Array | Float32Array },
    joint_2d: { shape: [1, 21, 2], data: projectPoints(camera, joints) as Uint8Array | Float32Array },
  };
}

type Label = ReturnType<typeof goodLabel>;
const relabel = (change: (label: Label) => void) => (path: string) => {
  const label = goodLabel();
  change(label);
  writeFileSync(path, encodeNpz(Object.entries(label).map(([name, array]) => ({ name, ...array }))));
};
const edit = (from: string | RegExp, to: string) => (path: string) => {
  const text = readFileSync(path, 'utf8');
  expect(text).toMatch(from);
  writeFileSync(path, text.replace(from, to));
};
const replaceImage = (width: number, height: number) => async (path: string) =>
  writeFileSync(
    path,
    await sharp(new Uint8Array(width * height * 3), { raw: { width, height, channels: 3 } })
      .toFormat(path.endsWith('png') ? 'png' : 'jpeg')
      .toBuffer(),
  );

const color = `${sequence}/${first}/color_000001.jpg`;
const depth = `${sequence}/${first}/aligned_depth_to_color_000001.png`;
const label = `${sequence}/${first}/labels_000001.npz`;
const intrinsics = `calibration/intrinsics/${first}_64x48.yml`;
const extrinsics = 'calibration/extrinsics_room/extrinsics.yml';
const meta = `${sequence}/meta.yml`;

/** What is done to which file, and the kind that must be reported with that file's name. */
const damage: [string, string, (path: string) => unknown, RegExp?][] = [
  ['image missing', color, unlinkSync],
  ['image unreadable', color, (path) => truncateSync(path, 900)],
  ['image unreadable', color, (path) => writeFileSync(path, 'hello')],
  ['image size', color, replaceImage(32, 48), /expected 64x48 as the camera says, found 32x48/],
  ['depth missing', depth, unlinkSync],
  ['depth unreadable', depth, (path) => truncateSync(path, 60)],
  ['depth unreadable', depth, replaceImage(64, 48), /expected 16 bits, found uchar/],
  ['label missing', label, unlinkSync],
  ['label damaged', label, (path) => truncateSync(path, 300)],
  ['label shape', label, relabel((l) => Reflect.deleteProperty(l, 'joint_2d')), /joint_2d: no such array/],
  [
    'label shape',
    label,
    relabel((l) => Object.assign(l.joint_3d, { shape: [1, 20, 3], data: new Float32Array(60) })),
  ],
  ['label type', label, relabel((l) => Object.assign(l.pose_m, { data: new Uint8Array(51) }))],
  ['label not finite', label, relabel((l) => l.joint_3d.data.fill(Number.NaN))],
  ['segmentation', label, relabel((l) => l.seg.data.fill(77)), /expected 0, 255 or one of 2, 5, found 77/],
  [
    'segmentation',
    label,
    relabel((l) => Object.assign(l.seg, { shape: [64, 48] })),
    /seg: expected shape \(48, 64\)/,
  ],
  ['joints behind the camera', label, relabel((l) => l.joint_3d.data.set([-0.5], 2))],
  ['hand too far', label, relabel((l) => l.joint_3d.data.set([600], 2)), /600\.0 m/],
  ['hand size', label, relabel((l) => l.joint_3d.data.set(l.joint_3d.data.map((value) => value * 4)))],
  [
    'hand outside the picture',
    label,
    relabel((l) => l.joint_3d.data.set(l.joint_3d.data.map((value, i) => (i % 3 === 0 ? value + 2 : value)))),
  ],
  [
    'intrinsics do not fit',
    label,
    relabel((l) => l.joint_2d.data.set(l.joint_2d.data.map((value) => value + 5))),
  ],
  ["joints are not the hand model's", label, relabel((l) => l.pose_m.data.fill(0.9, 3, 48))],
  [
    'label and track disagree',
    label,
    relabel((l) => l.joint_3d.data.fill(-1)),
    /expected a hand as in pose\.npz, found no hand/,
  ],
  [
    'object pose',
    label,
    relabel((l) => l.pose_y.data.set([3], 0)),
    /pose_y\[0\]: its 3x3 part is no rotation/,
  ],
  ['object too far', label, relabel((l) => l.pose_y.data.set([40], 3)), /at 40\.0 m/],
  [
    'extrinsics do not fit',
    label,
    relabel((l) => l.pose_y.data.set([0.3], 3)),
    /280 mm from where pose\.npz/,
  ],
  ['meta.yml', meta, unlinkSync],
  ['meta.yml', meta, edit('num_frames: 4', 'num_frames: four'), /num_frames/],
  ['meta.yml', meta, edit('- 5', '- 2'), /an object twice in 2, 2/],
  ['pose.npz', `${sequence}/pose.npz`, (path) => truncateSync(path, 100)],
  ['hand shape', 'calibration/mano_a/mano.yml', unlinkSync],
  [
    'hand shape',
    'calibration/mano_a/mano.yml',
    edit('- 0.0', '- 44.0'),
    /betas\.0: expected -10 \.\.\. 10, found 44/,
  ],
  ['intrinsics', intrinsics, unlinkSync, /no intrinsics of camera 836212060125/],
  [
    'intrinsics',
    intrinsics,
    edit('ppx: 31.5', 'ppx: 3150'),
    /principal point 3150, 23\.5 lies outside 64x48/,
  ],
  ['extrinsics', extrinsics, unlinkSync],
  ['extrinsics', extrinsics, edit(`'${second}'`, "'000000000000'"), /839512060362: no place of this camera/],
  ['camera folder missing', `${sequence}/${second}`, (path) => rmSync(path, { recursive: true })],
  [
    'surplus file',
    `${sequence}/${second}/color_000003.jpg`,
    (path) => renameSync(path, path.replace('000003', '000009')),
    /color_000009\.jpg: expected frames 0 \.\.\. 3 only/,
  ],
  ['object mesh missing', 'models/006_mustard_bottle/textured_simple.obj', unlinkSync],
  ['object names', 'models/objects.json', (path) => writeFileSync(path, '[{"id": "two"}]')],
  ['splits file', 'splits.json', (path) => writeFileSync(path, '{"s0": {}}')],
  ['hand model', 'hand_model.json', edit(/a{64}/, 'e'.repeat(64))],
];

describe('checkDataset on a capture in DexYCB layout', () => {
  beforeAll(writeCapture);
  afterAll(() => rmSync(folder, { recursive: true }));

  it('finds nothing wrong with a good one', async () => {
    const report = await checkDataset(root, { hands });
    expect(report).toEqual({ root, layout: 'DexYCB', sequences: 1, pictures: 8, hands: 6, findings: [] });
    expect(formatCheckReport(report)).toContain(
      '1 sequences, 8 pictures, 6 labelled hands\nnothing wrong was found',
    );
  });

  it.each(damage)('finds: %s (%s)', async (kind, file, harm, message) => {
    rmSync(root, { recursive: true });
    await writeCapture();
    await harm(join(root, file));
    const report = await checkDataset(root, { hands });
    const finding = report.findings.find((entry) => entry.kind === kind);
    expect(finding, formatCheckReport(report)).toBeDefined();
    expect(finding?.examples.join('\n')).toMatch(message ?? file.replace(/.*\//, ''));
  });

  it('finds all of it at once, with counts, whatever the order of the work', async () => {
    rmSync(root, { recursive: true });
    await writeCapture();
    for (const frame of [0, 1, 2, 3])
      truncateSync(join(root, sequence, second, `color_00000${frame}.jpg`), 800);
    unlinkSync(join(root, label));
    unlinkSync(join(root, 'models/003_cracker_box/textured_simple.obj'));
    const reports: CheckReport[] = [];
    for (const concurrency of [1, 7]) reports.push(await checkDataset(root, { hands, concurrency }));
    expect(reports[0]).toEqual(reports[1]);
    expect(reports[0].findings.map(({ kind, count }) => [kind, count])).toEqual([
      ['image unreadable', 4],
      ['label missing', 1],
      ['object mesh missing', 1],
    ]);
    expect(reports[0].findings[0].examples.length).toBe(3);
    expect(reports[0].findings[0].examples[0]).toMatch(
      /^subject-a\/take-1\/839512060362\/color_000000\.jpg: damaged image/,
    );
    const text = formatCheckReport(reports[0]);
    expect(text).toContain('image unreadable     4');
    expect(JSON.parse(JSON.stringify(reports[0]))).toEqual(reports[0]);
  });

  it('refuses only what is no dataset at all', async () => {
    await expect(checkDataset(join(folder, 'nowhere'))).rejects.toThrow(InputError);
  });
});
