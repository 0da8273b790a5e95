import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as io from '@handbooster/torch/io';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manoSizedHand } from '../../../test/fixtures/mano-sized-hand.js';
import { hasPython, runPython } from '../../../test/fixtures/python.js';
import {
  SHARD_OBJECTS,
  shardPixels,
  shardSample,
  writeShardsFixture,
} from '../../../test/fixtures/shards-fixture.js';
import { smallHand } from '../../../test/fixtures/small-hand.js';
import { InputError } from '../../base/errors/input-error.js';
import { projectPoints } from '../../geometry/camera.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { checkDataset } from '../check/check-dataset.js';
import { readCoco } from '../coco/read-coco.js';
import { readSegmentation } from '../dexycb/dexycb-reader.js';
import { readDexYcb } from '../dexycb/read-dexycb.js';
import { decodeHo3dDepth } from '../ho3d/ho3d-depth.js';
import { readHo3d } from '../ho3d/read-ho3d.js';
import { decodeImage } from '../images/decode-image.js';
import type { Sample } from '../sample/sample.js';
import { cocoFile } from './export-coco.js';
import { type ExportOptions, exportDataset } from './export-dataset.js';
import { EXPORT_CAMERA } from './export-task.js';

const hand = manoSizedHand();
const folder = mkdtempSync(join(tmpdir(), 'export-'));
const shards = join(folder, 'shards');
const at = (name: string) => join(folder, name);
const write = (name: string, options: Partial<ExportOptions> & Pick<ExportOptions, 'format'>) =>
  exportDataset(shards, at(name), hand, SHARD_OBJECTS, options);

beforeAll(async () => {
  await writeShardsFixture(shards, hand);
  await write('dexycb', { format: 'dexycb' });
  await write('coco', { format: 'coco' });
  await write('ho3d', { format: 'ho3d' });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The labels of a sample, for comparing. */
function expectSameLabels(found: Sample, expected: Sample, absolute = 3e-6): void {
  expect(found.hand.pose.subarray(3)).toBeAllclose(expected.hand.pose.subarray(3), { absolute });
  expect(found.hand.betas).toEqual(expected.hand.betas);
  expect(found.hand.side).toBe('right');
  const decode = ({ hand: { pose, betas, translation } }: Sample) =>
    decodeHands(hand, pose, betas, translation);
  expect(decode(found).vertices).toBeAllclose(decode(expected).vertices, { absolute });
}

/** All files below a folder, by name. */
function contents(root: string): Map<string, Buffer> {
  const names = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
  return new Map(names.map((name) => [name, readFileSync(join(root, name))]));
}

describe('a dataset in DexYCB layout', () => {
  it('comes back through the reader of DexYCB, in 640x480 frames', async () => {
    const reader = await readDexYcb(at('dexycb'), { right: hand }, { setup: 'synthetic', split: 'train' });
    const samples: Sample[] = [];
    for await (const sample of reader.samples()) samples.push(sample);
    // One sequence each for subject 0 with the box, subject 1 with the box and subject 1 with the jug.
    expect(samples.map(({ subject, sequence, frame }) => [subject, sequence, frame])).toEqual([
      ['synthetic-subject-0', '000001-003_cracker_box', 0],
      ['synthetic-subject-0', '000001-003_cracker_box', 1],
      ['synthetic-subject-0', '000001-003_cracker_box', 2],
      ['synthetic-subject-1', '000001-003_cracker_box', 0],
      ['synthetic-subject-1', '000002-my_jug', 0],
    ]);
    for (const [i, index] of [0, 2, 4, 1, 3].entries()) {
      const expected = shardSample(hand, index);
      expectSameLabels(samples[i], expected);
      expect(samples[i].joints).toEqual(expected.joints);
      expect(samples[i].camera).toEqual(EXPORT_CAMERA);
      expect(samples[i].hand.modelHash).toBe(hand.hash);
      expect(samples[i].objects.map(({ id, name }) => [id, name])).toEqual(
        expected.objects.map(({ id, name }) => [id, name]),
      );
      expect(samples[i].objects[0].pose).toBeAllclose(expected.objects[0].pose, { absolute: 1e-6 });
      // The picture: at a joint inside the crop, what the crop shows there (its colours are its pixels'
      // places).
      const image = await decodeImage(samples[i].image, { expected: EXPORT_CAMERA });
      const segmentation = await readSegmentation(samples[i]);
      const [u, v] = projectPoints(EXPORT_CAMERA, expected.joints).subarray(0, 2).map(Math.round);
      const [x, y] = projectPoints(expected.camera, expected.joints);
      const pixel = image.pixels.subarray(3 * (v * 640 + u));
      expect(Math.abs(pixel[0] / 4 - x)).toBeLessThan(1.5);
      expect(Math.abs(pixel[1] / 4 - y)).toBeLessThan(1.5);
      expect(Math.abs(pixel[2] - 40 * index)).toBeLessThan(8);
      expect(new Set(segmentation)).toEqual(new Set([0, 255, expected.objects[0].id]));
    }
  });

  it('is a clean capture to the checker, the jug under its name', async () => {
    const report = await checkDataset(at('dexycb'), { hands: { right: hand } });
    expect(report).toMatchObject({ layout: 'DexYCB', pictures: 5, hands: 5, findings: [] });
    expect(existsSync(join(at('dexycb'), 'models/my_jug/textured_simple.obj'))).toBe(true);
  });

  it('refuses crops, since DexYCB has one camera a serial', async () => {
    await expect(write('no', { format: 'dexycb', frame: 'crop' })).rejects.toThrow(
      /expected 640x480, found crop/,
    );
    expect(existsSync(at('no'))).toBe(false);
  });
});

describe('a dataset in HO3D layout', () => {
  it('comes back through the reader of HO3D', async () => {
    const reader = await readHo3d(at('ho3d'), 'train', hand);
    expect(readFileSync(join(at('ho3d'), 'train.txt'), 'utf8')).toBe(
      'SYNA10/0000\nSYNA10/0001\nSYNA10/0002\nSYNB10/0000\nSYNB20/0000\n',
    );
    for (const [i, index] of [0, 2, 4, 1, 3].entries()) {
      const found = await reader.load(i);
      if (found === null) throw new Error('no hand');
      const expected = shardSample(hand, index);
      expectSameLabels(found, expected);
      expect(found.camera).toEqual(EXPORT_CAMERA);
      expect(found.objects[0].pose).toBeAllclose(expected.objects[0].pose, { absolute: 1e-6 });
      expect(found.objects[0].name).toBe(expected.objects[0].name);
      for (let joint = 0; joint < 21; joint++) {
        // Tips are HO3D's own vertices (the middle finger's is everyone's); other joints are the labelled
        // ones.
        const [a, b] = [found.joints, expected.joints].map((each) => each.subarray(3 * joint, 3 * joint + 3));
        if (joint === 0 || joint % 4 !== 0 || joint === 12) expect(a).toBeAllclose(b, { absolute: 2e-6 });
        else expect(Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])).toBeGreaterThan(1e-3);
      }
      const { vertices } = decodeHands(
        hand,
        expected.hand.pose,
        expected.hand.betas,
        expected.hand.translation,
      );
      const tip = [744, 333, 444, 555, 672].map((vertex) =>
        Array.from(vertices.subarray(3 * vertex, 3 * vertex + 3)),
      );
      expect(
        [4, 8, 12, 16, 20].flatMap((joint) => Array.from(found.joints.subarray(3 * joint, 3 * joint + 3))),
      ).toBeAllclose(tip.flat(), { absolute: 2e-6 });
      const depth = decodeHo3dDepth(await decodeImage(reader.depthPath(i)));
      const known = depth.filter((value) => value > 0);
      expect(known.length).toBeGreaterThan(500);
      expect(Math.min(...known)).toBeGreaterThan(0.45);
      expect(Math.max(...known)).toBeLessThan(0.8);
    }
    expect((await checkDataset(at('ho3d'), { hands: { right: hand } })).findings).toEqual([]);
  });

  it('leaves crops as they are when asked to', async () => {
    await write('ho3d-crop', { format: 'ho3d', frame: 'crop' });
    const sample = await (await readHo3d(at('ho3d-crop'), 'train', hand)).load(1);
    if (sample === null) throw new Error('no hand');
    const { camera } = shardSample(hand, 2);
    expect(sample.camera).toEqual(camera);
    expect(Uint8Array.from((await decodeImage(sample.image)).pixels)).toEqual(shardPixels(2));
  });
});

describe('a dataset as an annotation file', () => {
  it('comes back through the reader of those, with the pictures of the shards', async () => {
    const reader = await readCoco(
      join(at('coco'), cocoFile('train')),
      { right: hand },
      { imageRoot: at('coco'), dataset: 'x' },
    );
    expect(reader.length).toBe(5);
    for (let index = 0; index < 5; index++) {
      const found = reader.load(index);
      const expected = shardSample(hand, index);
      expectSameLabels(found, expected);
      expect(found.joints).toEqual(expected.joints);
      expect(found.camera.cx).toBeCloseTo(expected.camera.cx, 4);
      expect(Uint8Array.from((await decodeImage(found.image)).pixels)).toEqual(shardPixels(index));
    }
    const report = await checkDataset(join(at('coco'), cocoFile('train')), { hands: { right: hand } });
    expect(report).toMatchObject({ layout: 'COCO', pictures: 5, hands: 5, findings: [] });
  });
});

describe('an export', () => {
  it('has a card with counts, terms and the hand model', () => {
    for (const name of ['dexycb', 'ho3d', 'coco']) {
      const card = readFileSync(join(at(name), 'README.md'), 'utf8');
      expect(card).toContain('5 pictures in');
      expect(card).toContain('- Pictures: free\n- Hand model: made up');
      expect(card).toContain(hand.hash);
      const manifest = JSON.parse(readFileSync(join(at(name), 'export.json'), 'utf8'));
      expect(manifest).toMatchObject({ format: name, samples: 5 });
    }
  });

  it.each(['dexycb', 'ho3d', 'coco'] as const)('has equal bytes at any concurrency (%s)', async (format) => {
    await write(`${format}-again`, { format, concurrency: 1 });
    const [first, second] = [contents(at(format)), contents(at(`${format}-again`))];
    expect([...second.keys()]).toEqual([...first.keys()]);
    for (const [name, bytes] of first) expect(second.get(name)?.equals(bytes), name).toBe(true);
  });

  it.each(['dexycb', 'ho3d', 'coco'] as const)('goes on where it was stopped (%s)', async (format) => {
    const name = `${format}-stopped`;
    const controller = new AbortController();
    const stop = (done: number) => done === 2 && controller.abort();
    await expect(
      write(name, { format, concurrency: 1, signal: controller.signal, onProgress: stop }),
    ).rejects.toThrow(/abort/i);
    expect(existsSync(at(name))).toBe(false);
    expect(existsSync(`${at(name)}.partial`)).toBe(true);
    await write(name, { format });
    expect(existsSync(`${at(name)}.partial`) || existsSync(`${at(name)}.partial.key`)).toBe(false);
    const [first, second] = [contents(at(format)), contents(at(name))];
    expect([...second.keys()]).toEqual([...first.keys()]);
    for (const [file, bytes] of first) expect(second.get(file)?.equals(bytes), file).toBe(true);
  });

  it('leaves a finished folder as it is and refuses others', async () => {
    writeFileSync(join(at('coco'), 'note'), 'mine');
    await write('coco', { format: 'coco' });
    expect(readFileSync(join(at('coco'), 'note'), 'utf8')).toBe('mine');
    rmSync(join(at('coco'), 'note'));
    await expect(write('coco', { format: 'ho3d' })).rejects.toThrow(
      /coco: expected no such folder yet, found an export/,
    );
    await expect(write('shards', { format: 'ho3d' })).rejects.toThrow(/found something else/);
    const other = exportDataset(shards, at('other'), smallHand('right'), [], { format: 'coco' });
    await expect(other).rejects.toThrow(InputError);
    await expect(other).rejects.toThrow(/labels belong to hand model mano-sized .*found small-right/);
  });
});

/** The hand model's arrays for Python. */
function writeModel(path: string): void {
  const float = (data: Float32Array, ...shape: number[]): io.ArrayData => ({ dtype: 'float32', shape, data });
  io.writeNpz(
    path,
    new Map([
      ['template', float(hand.template, 778, 3)],
      ['shape', float(hand.shapeDirections, 778, 3, 10)],
      ['regressor', float(hand.jointRegressor, 16, 778)],
      ['components', float(hand.poseComponents, 45, 45)],
      ['mean', float(hand.poseMean, 45)],
    ]),
  );
}

/** Forward kinematics in NumPy, by the formulas of the format, and the three layouts read without us. */
const SCRIPT = `
import json, pickle, re, sys
import numpy as np
root, model = sys.argv[1], dict(np.load(sys.argv[2]))
PARENTS = [-1, 0, 1, 2, 0, 4, 5, 0, 7, 8, 0, 10, 11, 0, 13, 14]
ORDER = [0, 13, 14, 15, 1, 2, 3, 4, 5, 6, 10, 11, 12, 7, 8, 9]
NOT_TIPS = [i for i in range(21) if i == 0 or i % 4]
def rodrigues(a):
    t = np.linalg.norm(a)
    if t < 1e-12: return np.eye(3)
    x, y, z = a / t
    k = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + np.sin(t) * k + (1 - np.cos(t)) * k @ k
def joints(pose, betas, translation):
    rest = model['regressor'] @ (model['template'] + model['shape'] @ np.asarray(betas))
    turns, places = [], []
    for i, p in enumerate(PARENTS):
        own = rodrigues(np.asarray(pose[3 * i: 3 * i + 3], float))
        turns.append(own if p < 0 else turns[p] @ own)
        places.append(rest[0] if p < 0 else places[p] + turns[p] @ (rest[i] - rest[p]))
    return np.array(places)[ORDER] + np.asarray(translation)
worst = {}
def compare(name, a, b):
    worst[name] = max(worst.get(name, 0), float(np.abs(np.asarray(a) - np.asarray(b)).max()))
# DexYCB
import glob
serial = '836212060125'
text = open(f'{root}/dexycb/calibration/intrinsics/{serial}_640x480.yml').read()
fx, fy, cx, cy = [float(re.search(k + r': ([\\d.]+)', text).group(1)) for k in ('fx', 'fy', 'ppx', 'ppy')]
count = 0
for path in sorted(glob.glob(f'{root}/dexycb/*/*/{serial}/labels_*.npz')):
    label = np.load(path)
    sequence = path.rsplit('/', 2)[0]
    meta = open(f'{sequence}/meta.yml').read()
    calibration = re.search(r"mano_calib:\\n- '([^']+)'", meta).group(1)
    lines = open(f'{root}/dexycb/calibration/mano_{calibration}/mano.yml').read().split()
    betas = [float(v) for v in lines if v not in ('betas:', '-')]
    pose = label['pose_m'][0]
    full = np.concatenate([pose[:3], pose[3:48] @ model['components'] + model['mean']])
    compare('dexycb joints', joints(full, betas, pose[48:51]), label['joint_3d'][0][NOT_TIPS])
    p = label['joint_3d'][0]
    compare('dexycb pixels', np.stack([fx * p[:, 0] / p[:, 2] + cx, fy * p[:, 1] / p[:, 2] + cy], 1), label['joint_2d'][0])
    frame = int(path[-10:-4])
    track = np.load(f'{sequence}/pose.npz')
    compare('dexycb track', track['pose_m'][frame, 0], pose)
    compare('dexycb object', track['pose_y'][frame, :, 4:], label['pose_y'][:, :, 3])
    assert label['seg'].shape == (480, 640) and label['seg'].dtype == np.uint8
    count += 1
assert count == 5, count
# HO3D
F = np.diag([1.0, -1.0, -1.0])
back = [0, 13, 14, 15, 16, 1, 2, 3, 17, 4, 5, 6, 18, 10, 11, 12, 19, 7, 8, 9, 20]
corners = 0
for line in open(f'{root}/ho3d/train.txt').read().split():
    sequence, number = line.split('/')
    meta = pickle.load(open(f'{root}/ho3d/train/{sequence}/meta/{number}.pkl', 'rb'), encoding='latin1')
    found = meta['handJoints3D'][back]
    compare('ho3d joints', joints(meta['handPose'], meta['handBeta'], meta['handTrans']), found[NOT_TIPS])
    assert (meta['handJoints3D'][:, 2] < 0).all()
    assert meta['objRot'].shape == (3, 1) and meta['camMat'].shape == (3, 3)
    turned = meta['objCorners3DRest'] @ rodrigues(meta['objRot'][:, 0]).T + meta['objTrans']
    compare('ho3d corners', turned, meta['objCorners3D'])
# Annotations
data = json.load(open(f'{root}/coco/annotations/DEX_YCB_s0_train_data.json'))
images = {image['id']: image for image in data['images']}
for annotation in data['annotations']:
    pose = np.array(annotation['mano_param']['pose'])
    pose[3:] += model['mean']
    xyz = np.array(annotation['joints_coord_cam'])
    found = joints(pose, annotation['mano_param']['shape'], 0)
    compare('coco joints', found - found[0], (xyz - xyz[0])[NOT_TIPS])
    camera = annotation['cam_param']
    pixels = xyz[:, :2] / xyz[:, 2:] * camera['focal'] + camera['princpt']
    compare('coco pixels', pixels, annotation['joints_img'])
    assert images[annotation['image_id']]['width'] == 64 and annotation['hand_type'] == 'right'
print(json.dumps(worst))
`;

it.runIf(hasPython('numpy'))(
  'is read by NumPy alone, and decodes to its own joints (left out without it)',
  () => {
    const model = at('model.npz');
    writeModel(model);
    const worst = runPython(SCRIPT, folder, model) as Record<string, number>;
    for (const name of ['dexycb joints', 'ho3d joints', 'coco joints'])
      expect(worst[name], name).toBeLessThan(5e-6);
    for (const name of ['dexycb pixels', 'coco pixels']) expect(worst[name], name).toBeLessThan(2e-3);
    for (const name of ['dexycb track', 'dexycb object', 'ho3d corners'])
      expect(worst[name], name).toBeLessThan(1e-6);
  },
);

it.runIf(hasPython('yaml'))('has YAML that PyYAML reads (left out without it)', () => {
  const script = `
import glob, json, sys, yaml
out = {}
for path in glob.glob(sys.argv[1] + '/**/*.yml', recursive=True):
    out[path.rsplit('/', 1)[1]] = yaml.load(open(path), Loader=yaml.UnsafeLoader)
print(json.dumps(out))`;
  const found = runPython(script, at('dexycb')) as Record<string, Record<string, unknown>>;
  expect(found['meta.yml']).toMatchObject({
    mano_sides: ['right'],
    serials: ['836212060125'],
    ycb_grasp_ind: 0,
  });
  expect(found['mano.yml'].betas).toHaveLength(10);
  expect(found['836212060125_640x480.yml'].color).toEqual({ fx: 610, fy: 610, ppx: 319.5, ppy: 239.5 });
  expect((found['extrinsics.yml'].extrinsics as Record<string, number[]>).apriltag).toHaveLength(12);
});
