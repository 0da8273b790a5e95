import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ho3dMeta, writeHo3dFixture } from '../../../../test/fixtures/ho3d-fixture.js';
import { manoSizedHand } from '../../../../test/fixtures/mano-sized-hand.js';
import { writeMowFixture } from '../../../../test/fixtures/mow-fixture.js';
import { writeObmanFixture } from '../../../../test/fixtures/obman-fixture.js';
import { smallHand } from '../../../../test/fixtures/small-hand.js';
import { writeHandNpz } from '../../../../test/fixtures/write-hand-npz.js';
import { InputError } from '../../../base/errors/input-error.js';
import { SILENT_PROGRESS } from '../../../base/progress.js';
import { annotateData } from '../../../commands/data/annotate-data.js';
import { DexYcbWriter } from '../../../datasets/dexycb/dexycb-writer.js';
import { cocoFiles } from '../../../datasets/real/coco-samples.js';
import { dealSequences } from '../../../datasets/real/deal-sequences.js';
import { realSamples } from '../../../datasets/real/real-samples.js';
import { RealSplit } from '../../../datasets/real/real-split.js';
import { projectPoints } from '../../../geometry/camera.js';
import { decodeHands } from '../../../hand/decode-hands.js';
import { findHandModel } from '../../../hand/model/find-hand-model.js';
import type { HandModel } from '../../../hand/model/hand-model.js';
import type { HandModels } from '../../../hand/model/hand-models.js';
import { configSchema } from '../../config/config-schema.js';
import { CapturedData, writeCaptureNote } from '../../outputs/captured-data.js';
import { Run } from '../../run/open-run.js';
import { captureStage } from './capture-stage.js';
import { downloadedNote } from './downloaded-data.js';

const folder = mkdtempSync(join(tmpdir(), 'real-sources-'));
const hand = smallHand('right');
afterAll(() => rmSync(folder, { recursive: true }));

const config = (capture: object) => configSchema.parse({ capture });
const signal = new AbortController().signal;

/** A split as its reader gives it. */
const openSplit = async ({ note, root }: CapturedData, model: HandModel, split: string) =>
  RealSplit.of(await realSamples(note, root, model, split), split);

/** HO3D with six takes, one of them seen by two cameras. */
async function writeHo3d(root: string): Promise<void> {
  await writeHo3dFixture(root);
  const names: string[] = [];
  for (const [i, sequence] of ['ABF10', 'ABF11', 'BB10', 'MC1', 'MC2', 'SM2', 'SS1'].entries()) {
    for (const part of ['rgb', 'meta']) mkdirSync(join(root, 'train', sequence, part), { recursive: true });
    writeFileSync(join(root, 'train', sequence, 'meta', '0000.pkl'), ho3dMeta(i));
    const picture = join(root, 'train', sequence, 'rgb', '0000.png');
    if (!existsSync(picture)) copyFileSync(join(root, 'train/ABF10/rgb/0000.png'), picture);
    names.push(`${sequence}/0000`);
  }
  writeFileSync(join(root, 'train.txt'), names.map((name) => `${name}\n`).join(''));
}

describe('dealSequences', () => {
  it('holds out the last ones of few, and each tenth of many', () => {
    expect([...dealSequences(['c', 'a', 'b', 'a'], 'x')]).toEqual([
      ['a', 'train'],
      ['b', 'val'],
      ['c', 'test'],
    ]);
    const names = Array.from({ length: 40 }, (_, i) => String(i).padStart(2, '0'));
    const dealt = dealSequences(names, 'x');
    const of = (split: string) => names.filter((name) => dealt.get(name) === split);
    expect(of('val')).toEqual(['08', '18', '28', '38']);
    expect(of('test')).toEqual(['09', '19', '29', '39']);
    expect(of('train')).toHaveLength(32);
    expect(() => dealSequences(['a', 'b'], '/data')).toThrow(
      /\/data: expected at least 3 sequences, .* found 2/,
    );
  });
});

describe('HO3D as real data of a run', () => {
  const root = join(folder, 'ho3d');
  const stage = join(folder, 'stage');
  beforeAll(async () => {
    await writeHo3d(root);
    mkdirSync(stage);
  });

  it('has splits by take, whose cameras stay together', async () => {
    const note = downloadedNote(config({ source: 'ho3d', root }));
    expect(note).toMatchObject({ kind: 'ho3d', train: 'train', validation: 'val', tests: ['test'] });
    writeCaptureNote(stage, note);
    const captured = CapturedData.open(stage);
    const sequences = async (split: string) =>
      (await openSplit(captured, hand, split)).samples.map(({ id }) => id.split('/')[1]);
    expect(await sequences('train')).toEqual(['ABF10', 'ABF11', 'BB10', 'MC1', 'MC2']);
    expect(await sequences('val')).toEqual(['SM2']);
    expect(await sequences('test')).toEqual(['SS1']);
    expect((await (await openSplit(captured, hand, 'train')).frame(0)).image.width).toBe(640);
  });

  it('goes through the capture stage, which names the hand model it needs', async () => {
    const said: string[] = [];
    const given = config({ source: 'ho3d', root });
    const context = {
      config: given,
      run: Run.of(folder, given),
      seed: 1,
      workers: 1,
      folder: stage,
      inputs: {},
      progress: { ...SILENT_PROGRESS, say: (line: string) => said.push(line) },
      signal,
    };
    const model = join(folder, 'own.npz');
    writeHandNpz(model, hand);
    const own = { ...given, hand: { model } };
    const right = { ...context, config: own, run: Run.of(folder, own) };
    expect(await captureStage.run(right)).toMatchObject({
      source: 'ho3d',
      trainingImages: 5,
      testSplits: 'test',
    });
    // The built-in hand is not the one of the labels.
    await expect(captureStage.run(context)).rejects.toThrow(
      /handJoints3D: expected the joints of hand model builtin-right/,
    );
    expect(said.join()).toMatch(
      /evaluation split hides the hands: whole sequences of train\.txt are held out/,
    );
  });

  it('leaves out pictures that cannot be read, with a word, and goes on with the others', async () => {
    const broken = join(folder, 'ho3d-broken');
    cpSync(root, broken, { recursive: true });
    const picture = (sequence: string) => join(broken, 'train', sequence, 'rgb', '0000.png');
    const bytes = readFileSync(picture('ABF10'));
    writeFileSync(picture('ABF11'), bytes.subarray(0, bytes.length / 2));
    writeFileSync(picture('BB10'), '<!doctype html><title>404</title>');
    rmSync(picture('MC1'));
    const model = join(folder, 'own-of-broken.npz');
    writeHandNpz(model, hand);
    const given = { ...config({ source: 'ho3d', root: broken }), hand: { model } };
    const stage = join(folder, 'broken-stage');
    mkdirSync(stage);
    const said: string[] = [];
    const progress = { ...SILENT_PROGRESS, say: (line: string) => said.push(line) };
    const run = Run.of(folder, given);
    const context = { config: given, run, seed: 1, workers: 1, folder: stage, inputs: {}, progress, signal };
    expect(await captureStage.run(context)).toMatchObject({ trainingImages: 2 });
    const lines = said.filter((line) => line.includes('left out')).join('\n');
    expect(lines).toMatch(/ABF11.*0000\.png.*damaged/);
    expect(lines).toMatch(/BB10.*0000\.png.*not a JPEG or PNG/);
    expect(lines).toMatch(/MC1.*0000\.png.*missing/);
    // What later stages are given.
    const kept = await CapturedData.open(stage).samples('train');
    expect(kept.map(({ id }) => id.split('/')[1])).toEqual(['ABF10', 'MC2']);

    rmSync(picture('SM2'));
    await expect(captureStage.run(context)).rejects.toThrow(/split val: none of 1 pictures.*SM2.*missing/);
  });

  it('says what is missing', () => {
    const only = join(folder, 'evaluation-only');
    mkdirSync(only);
    writeFileSync(join(only, 'evaluation.txt'), 'SM1/0000\n');
    expect(() => downloadedNote(config({ source: 'ho3d', root: only }))).toThrow(
      /found evaluation\.txt only, whose hands are hidden/,
    );
    expect(() => downloadedNote(config({ source: 'ho3d', root: join(folder, 'no') }))).toThrow(
      /no such file or folder/,
    );
    expect(() => downloadedNote(config({ source: 'ho3d' }))).toThrow(
      /expected the folder of HO3D, found none; set capture\.root/,
    );
  });
});

describe('DexYCB as real data of a run', () => {
  const root = join(folder, 'dexycb');
  const model = join(folder, 'hands', 'MANO_RIGHT.npz');

  it('has left hands, mirrored, where there is a left hand model beside the right one', async () => {
    mkdirSync(join(folder, 'hands'));
    writeHandNpz(model, hand);
    writeHandNpz(join(folder, 'hands', 'MANO_LEFT.npz'), smallHand('left'));
    const hands = {
      right: findHandModel({ path: model }),
      left: findHandModel({ path: join(folder, 'hands'), side: 'left' }),
    };
    await writeTwoSides(root, hands);
    const stage = join(folder, 'dexycb-stage');
    mkdirSync(stage);
    const given = configSchema.parse({ capture: { source: 'dexycb', root }, hand: { model } });
    writeCaptureNote(stage, downloadedNote(given));
    const { samples } = await openSplit(CapturedData.open(stage), hands.right, 'train');
    expect(samples.map(({ hand: { side }, image }) => [side, image.mirrored])).toEqual([
      ['right', false],
      ['left', true],
    ]);
    rmSync(join(folder, 'hands', 'MANO_LEFT.npz'));
    writeCaptureNote(stage, downloadedNote(given));
    expect((await openSplit(CapturedData.open(stage), hands.right, 'train')).samples).toHaveLength(1);
  });
});

describe('annotation files as real data of a run', () => {
  const root = join(folder, 'raw');
  const output = join(root, 'annotations', 'HO3D_train_data.json');
  const model = manoSizedHand();

  it('are written of raw HO3D and read back, sequences held out', async () => {
    await writeHo3d(root);
    const count = await annotateWith(root, output, hand);
    expect(count).toBe(7);
    const first = JSON.parse(readFileSync(output, 'utf8'));
    expect(first.images[0]).toEqual({ id: 0, file_name: 'ABF10/rgb/0000.png', width: 640, height: 480 });
    const stage = join(folder, 'coco-stage');
    mkdirSync(stage);
    for (const place of [root, output]) {
      writeCaptureNote(stage, downloadedNote(config({ source: 'coco', root: place })));
      const captured = CapturedData.open(stage);
      const train = await openSplit(captured, hand, 'train');
      expect(train.samples.map(({ id }) => id)).toEqual(
        ['ABF10', 'ABF11', 'BB10', 'MC1', 'MC2'].map((name) => `coco/${name}/rgb/0000.png`),
      );
      expect((await openSplit(captured, hand, 'test')).length).toBe(1);
      expect((await train.frame(1)).image.height).toBe(480);
    }
    await expect(async () => downloadedNote(config({ source: 'coco', root: folder }))).rejects.toThrow(
      /expected an annotation file such as DEX_YCB_s0_train_data\.json/,
    );
  });

  it('of the evaluation split have root and box', async () => {
    const boxes = join(root, 'annotations', 'HO3D_evaluation_data.json');
    expect(await annotateWith(root, boxes, hand, 'evaluation')).toBe(1);
    const written = JSON.parse(readFileSync(boxes, 'utf8'));
    expect(written.images[0].file_name).toBe('SM1/rgb/0005.png');
    expect(written.annotations[0].root_joint_cam).toBeAllclose([0.1, -0.2, 0.5], { relative: 1e-6 });
    expect(written.annotations[0].bbox).toEqual([100, 120.5, 200, 160]);
    // Beside it the training file goes on to be found, and sequences are held out to test by.
    expect([...cocoFiles(root).files.keys()]).toEqual(['evaluation', 'train']);
  });

  it('are not made of splits that are not there, nor without a hand model', async () => {
    await expect(annotateWith(root, output, hand, 'val')).rejects.toThrow(
      /--split: expected train or evaluation, found val/,
    );
    const bare = annotateData(root, {
      setup: 's0',
      split: 'train',
      output,
      progress: SILENT_PROGRESS,
      signal,
    });
    await expect(bare).rejects.toThrow(
      process.env.MANO_DIR ? InputError : /expected a hand model, found none; set MANO_DIR/,
    );
  });

  it('are written of ObMan and MOW', async () => {
    const obman = join(folder, 'obman');
    await writeObmanFixture(obman);
    expect(await annotateWith(obman, join(folder, 'obman.json'), model)).toBe(2);
    const mow = join(folder, 'mow');
    await writeMowFixture(mow);
    expect(await annotateWith(mow, join(folder, 'mow.json'), model)).toBe(2);
    expect(JSON.parse(readFileSync(join(folder, 'mow.json'), 'utf8')).images[1].file_name).toBe(
      'images/toy_0012.jpg',
    );
  });
});

it.each([
  ['obman', /fit them once with "handbooster data annotate ROOT --split train/],
  ['mow', /for testing only; train on dexycb, ho3d or coco/],
])('%s is refused with what to do instead', (source, message) => {
  expect(() => downloadedNote(config({ source, root: folder }))).toThrow(message);
});

/** {@link annotateData} with a hand model in a file. */
async function annotateWith(
  root: string,
  output: string,
  model: ReturnType<typeof smallHand>,
  split = 'train',
) {
  const path = join(folder, `${model.name}.npz`);
  writeHandNpz(path, model);
  return annotateData(root, { setup: 's0', split, hand: path, output, progress: SILENT_PROGRESS, signal });
}

/** A capture of one picture of each hand. */
async function writeTwoSides(root: string, hands: Required<HandModels>): Promise<void> {
  const writer = new DexYcbWriter(root, hands);
  const camera = { fx: 60, fy: 60, cx: 31.5, cy: 23.5, width: 64, height: 48 };
  const still = Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0);
  await writer.writeHandModels();
  await writer.writeIntrinsics('a', camera);
  await writer.writeExtrinsics('room', 'a', new Map([['a', still]]), still);
  await writer.writeHandCalibration('one', new Float32Array(10));
  for (const side of ['right', 'left'] as const) {
    const pose = new Float32Array(48).fill(0.1);
    const translation = Float32Array.of(0, -0.05, 0.6);
    const { joints } = decodeHands(hands[side], pose, null, translation);
    const object = Float64Array.from(still).with(11, 0.6);
    const sequence = {
      subject: '20200709-subject-01',
      name: side === 'right' ? '1' : '2',
      side,
      handCalibration: 'one',
      extrinsics: 'room',
      serials: ['a'],
      objects: [2],
      grasped: 0,
      hand: [{ pose, translation }],
      objectPoses: [[object]],
    };
    await writer.writeSequence(sequence);
    await writer.writeFrame(sequence, 'a', 0, camera, {
      color: new Uint8Array(64 * 48 * 3),
      depth: null,
      segmentation: new Uint8Array(64 * 48),
      hand: { pose, translation, joints, joints2d: projectPoints(camera, joints) },
      objectPoses: [object],
    });
  }
}
