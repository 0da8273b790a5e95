import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkData } from '../../packages/handbooster/src/commands/data/check-data.js';
import { readCoco } from '../../packages/handbooster/src/datasets/coco/read-coco.js';
import { decodeImage } from '../../packages/handbooster/src/datasets/images/decode-image.js';
import type { Sample } from '../../packages/handbooster/src/datasets/sample/sample.js';
import { loadBuiltinHand } from '../../packages/handbooster/src/hand/model/builtin-hand.js';
import { mirrorHandModel } from '../../packages/handbooster/src/hand/model/mirror-hand.js';
import { writeCaptureNote } from '../../packages/handbooster/src/pipeline/outputs/captured-data.js';
import { writeLabels } from '../../packages/handbooster/src/pipeline/outputs/labels.js';
import {
  shardPixels,
  shardSample,
  writeShardsFixture,
} from '../../packages/handbooster/test/fixtures/shards-fixture.js';
import { runCli } from '../../packages/handbooster/test/support/run-cli.js';

// HandOccNet, H2ONet and HandBooster trained on our export and stopped where they test: there was a training
// file only. Their loaders ask for annotations/DEX_YCB_s0_{train,val,test}_data.json.
const folder = mkdtempSync(join(tmpdir(), 'tested-on-'));
const run = join(folder, 'run');
const hand = loadBuiltinHand('right');
const hands = { right: hand, left: mirrorHandModel(hand, 'left') };
/** The capture's splits: positions of samples, the second of which is a left hand. */
const SPLITS = { train: [0], val: [1, 2], test_same: [3, 4], test_view: [4, 5] };
const captured = (i: number): Sample => {
  const sample = shardSample(hand, i);
  const side = i === 1 ? 'left' : 'right';
  return {
    ...sample,
    id: `s1/q1/000${i}`,
    image: { path: join(run, 'capture', 'data', `${i}.png`), mirrored: side === 'left' },
    hand: { ...sample.hand, side },
  };
};

beforeAll(async () => {
  mkdirSync(join(run, 'capture', 'data'), { recursive: true });
  writeFileSync(join(run, 'config.yaml'), 'seed: 1\n');
  for (let i = 0; i < 6; i++) {
    const image = sharp(shardPixels(i), { raw: { width: 64, height: 64, channels: 3 } });
    await image.png().toFile(captured(i).image.path);
  }
  const note = { root: 'data', setup: 'simulated', train: 'train', validation: 'val' };
  writeCaptureNote(join(run, 'capture'), { ...note, tests: ['test_same', 'test_view'] });
  async function* labels() {
    for (const [split, positions] of Object.entries(SPLITS))
      for (const i of positions) yield { split, sample: captured(i) };
  }
  await writeLabels(join(run, 'capture'), join(run, 'capture', 'data'), labels());
  await writeShardsFixture(join(run, 'dataset'), hand);
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (output: string, split: string) => join(output, 'annotations', `DEX_YCB_s0_${split}_data.json`);
const write = async (name: string, ...flags: string[]) => {
  const output = join(folder, name);
  const { code, errors } = await runCli('data', 'export', run, '--format', 'coco', ...flags, '-o', output);
  return { output, code, errors };
};

it('writes the splits that the loaders test on, each sample once, with the captured bytes', async () => {
  const { output, code, errors } = await write('coco');
  expect(code, errors).toBe(0);
  for (const [split, positions] of Object.entries({ val: [1, 2], test: [3, 4, 5] })) {
    const reader = await readCoco(file(output, split), hands, { imageRoot: output, dataset: 'x' });
    expect(reader.length).toBe(positions.length);
    for (const [at, i] of positions.entries()) {
      const [found, expected] = [reader.load(at), captured(i)];
      expect(found.joints).toEqual(expected.joints);
      expect(found.hand.side).toBe(expected.hand.side);
      expect(found.hand.pose).toBeAllclose(expected.hand.pose, { absolute: 1e-6 });
      expect(found.camera.cx).toBeCloseTo(expected.camera.cx, 4);
      expect(readFileSync(found.image.path).equals(readFileSync(expected.image.path))).toBe(true);
    }
  }
  const [left] = JSON.parse(readFileSync(file(output, 'val'), 'utf8')).annotations;
  expect(left.hand_type).toBe('left');
  const check = await runCli('data', 'check', output);
  expect(check.text).toMatch(/10 pictures, 10 labelled hands\nnothing wrong was found/);
});

it('has frames of one size with --frame full, since a loader of whole pictures batches nothing else', async () => {
  const { output, code, errors } = await write('full', '--frame', 'full');
  expect(code, errors).toBe(0);
  for (const split of ['train', 'val', 'test']) {
    const { images, annotations } = JSON.parse(readFileSync(file(output, split), 'utf8'));
    for (const { width, height, file_name } of images) {
      expect([width, height]).toEqual([640, 480]);
      const { width: found } = await decodeImage({ path: join(output, file_name), mirrored: false });
      expect(found).toBe(640);
    }
    expect(annotations.every(({ hand_type }: { hand_type: string }) => hand_type === 'right')).toBe(true);
  }
  const card = readFileSync(join(output, 'README.md'), 'utf8');
  expect(card).toContain('All pictures have one size');
  expect(readFileSync(join(folder, 'coco', 'README.md'), 'utf8')).toContain('`--frame full` to mix them');
});

it('leaves captured pictures out when told to, and says what is missing', async () => {
  const { output, code } = await write('alone', '--no-tests');
  expect(code).toBe(0);
  expect(existsSync(file(output, 'train'))).toBe(true);
  expect(existsSync(file(output, 'val'))).toBe(false);
  expect(readFileSync(join(output, 'README.md'), 'utf8')).toContain('There is no split but `train`');
  const other = await runCli('data', 'export', run, '--format', 'ho3d', '--tests', '-o', join(folder, 'x'));
  expect([other.code, other.errors]).toEqual([42, expect.stringMatching(/--tests: expected --format coco/)]);
});

it('writes a split of a dataset in another layout', async () => {
  const source = join(folder, 'as-dexycb');
  const first = await runCli('data', 'export', join(run, 'dataset'), '--format', 'dexycb', '-o', source);
  expect(first.code, first.errors).toBe(0);
  const flags = ['--setup', 'synthetic', '--split', 'train'];
  for (const format of ['coco', 'ho3d', 'dexycb']) {
    const output = join(folder, `again-${format}`);
    const { code, errors } = await runCli(
      'data',
      'export',
      source,
      '--format',
      format,
      ...flags,
      '-o',
      output,
    );
    expect(code, errors).toBe(0);
    const check = await runCli('data', 'check', output);
    // Without models of the objects there is no more to say of them.
    expect(check.text, format).toContain('5 pictures, 5 labelled hands\n');
  }
  const { annotations } = JSON.parse(readFileSync(file(join(folder, 'again-coco'), 'train'), 'utf8'));
  const joints = annotations.map((entry: { joints_coord_cam: number[][] }) => entry.joints_coord_cam.flat());
  const expected = [0, 2, 4, 1, 3].map((i) => Array.from(shardSample(hand, i).joints));
  expect(joints.flat()).toBeAllclose(expected.flat(), { absolute: 1e-6 });
});

it('goes on with the same export when held-out labels are the same, and refuses when they changed', async () => {
  const { output } = await write('kept');
  expect((await write('kept')).code).toBe(0);
  const labels = join(run, 'capture', 'labels.jsonl');
  const before = join(folder, 'labels.jsonl');
  copyFileSync(labels, before);
  writeFileSync(labels, readFileSync(labels, 'utf8').replaceAll('s1/q1/0002', 's1/q1/0009'));
  const { code, errors } = await write('kept');
  copyFileSync(before, labels);
  expect([code, errors]).toEqual([42, expect.stringMatching(/an export of other data or settings/)]);
  expect(existsSync(output)).toBe(true);
});

// `data check` of such an export counted all files' pictures on the first one's line: 127/80.
it('is checked with a line of progress a file, each of which ends where it said it would', async () => {
  const { output } = await write('checked');
  const lines: { total: number; done: number }[] = [];
  const { report } = await checkData(output, {
    progress: {
      say: () => {},
      begin: (_name, total) => {
        const line = { total, done: 0 };
        lines.push(line);
        const advance = (count = 1) => {
          line.done += count;
        };
        return { advance, note: () => {}, end: () => {} };
      },
    },
  });
  expect(lines.map(({ total }) => total).sort()).toEqual([2, 3, 5]);
  for (const { total, done } of lines) expect(done).toBe(total);
  expect(report.pictures).toBe(10);
});
