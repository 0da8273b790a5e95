import {
  appendFileSync,
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
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FixtureSequence, writeDexYcbFixture } from '../../../test/fixtures/dexycb-fixture.js';
import { ho3dMeta, vector, writeHo3dFixture } from '../../../test/fixtures/ho3d-fixture.js';
import { writeMowFixture } from '../../../test/fixtures/mow-fixture.js';
import { writeObmanFixture } from '../../../test/fixtures/obman-fixture.js';
import { SILENT_PROGRESS } from '../../base/progress.js';
import type { Sample } from '../../datasets/sample/sample.js';
import { ShardWriter } from '../../datasets/shards/shard-writer.js';
import { type DataStatistics, NAMELESS } from './data-statistics.js';
import { formatStatistics } from './data-statistics-text.js';
import { drawDataSheet } from './draw-data-sheet.js';
import { writeDataStatistics } from './write-data-statistics.js';

const folder = mkdtempSync(join(tmpdir(), 'data-statistics-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const quiet = { pictures: 4, seed: 0, progress: SILENT_PROGRESS };
const statisticsOf = async (root: string, options: { setup?: string } = {}): Promise<DataStatistics> =>
  (await writeDataStatistics(root, { ...quiet, ...options })).statistics;
const named = <T extends { name: string }>(rows: readonly T[], name: string): T => {
  const row = rows.find((candidate) => candidate.name === name);
  if (row === undefined) throw new Error(`no row ${name}`);
  return row;
};

describe('a capture in DexYCB’s layout', () => {
  // Eight cameras; three frames each: the hand is labelled in the last two, every object rises by 5 cm a
  // frame, and the last object of a sequence is missing in the middle frame.
  const root = join(folder, 'dexycb');
  const subjects = ['20200709-subject-01', '20200820-subject-03'];
  const sequences: FixtureSequence[] = subjects.flatMap((subject) =>
    Array.from({ length: 5 }, (_, i) => ({
      subject,
      name: `20200709_14175${i}`,
      side: i === 1 ? ('left' as const) : ('right' as const),
      objects: [2, 4, 21],
      grasped: i === 3 ? 2 : 0,
    })),
  );
  beforeAll(() => writeDexYcbFixture(root, sequences));

  it('is counted by the official splits, without a hand model', async () => {
    const { layout, setup, splits, total, subjects: bySubject, objects, cameras } = await statisticsOf(root);
    expect([layout, setup]).toEqual(['DexYCB', 's0']);
    // s0: the fifth sequence of each subject is not for training; that of subjects 0 and 1 is for validation.
    expect(named(splits, 'train')).toMatchObject({
      ...{ pictures: 2 * 4 * 8 * 3, labelled: 2 * 4 * 8 * 2, sequences: 8 },
      ...{ subjects: 2, objects: 2, cameras: 8, left: 2 * 8 * 2 },
    });
    expect(named(splits, 'val')).toMatchObject({ pictures: 24, labelled: 16, sequences: 1, subjects: 1 });
    expect(named(splits, 'test')).toMatchObject({ pictures: 24, labelled: 16, sequences: 1, subjects: 1 });
    expect(total).toMatchObject({ pictures: 240, labelled: 160, sequences: 10, subjects: 2, objects: 2 });
    // Moved in both labelled frames; where the object is missing in one, that one does not count.
    expect(total).toMatchObject({ judged: 160, grasping: 8 * (8 * 2 + 2 * 1) });
    expect(named(objects, '003_cracker_box')).toMatchObject({ labelled: 128, grasping: 128, left: 32 });
    expect(named(objects, '061_foam_brick')).toMatchObject({ labelled: 32, grasping: 16, sequences: 2 });
    expect(named(bySubject, subjects[0])).toMatchObject({ labelled: 80, bySplit: [64, 16, 0] });
    expect(cameras.map(({ labelled }) => labelled)).toEqual(new Array(8).fill(20));
  });

  it('is counted by any setup, and a split without pictures is empty', async () => {
    const { splits } = await statisticsOf(root, { setup: 's2' });
    expect(splits.map(({ name, labelled }) => [name, labelled])).toEqual([
      ['train', 120],
      ['val', 20],
      ['test', 20],
    ]);
    expect(named((await statisticsOf(root, { setup: 's1' })).splits, 'val')).toMatchObject({
      ...{ pictures: 0, sequences: 0, subjects: 0, judged: 0 },
    });
    await expect(statisticsOf(root, { setup: 's7' })).rejects.toThrow(
      /no setup s7; there are s0, s1, s2, s3/,
    );
  });

  it('goes by its own splits first', async () => {
    const path = join(root, 'splits.json');
    writeFileSync(path, JSON.stringify({ mine: { few: [{ subjects: [subjects[1]] }] } }));
    const { setup, splits } = await statisticsOf(root);
    rmSync(path);
    expect(setup).toBe('mine');
    expect(splits).toMatchObject([{ name: 'few', labelled: 80 }]);
  });

  it('is written down with pictures, the same each time', async () => {
    const output = join(folder, 'out');
    const { statistics, files } = await writeDataStatistics(root, { ...quiet, output });
    const json = JSON.parse(readFileSync(files[0], 'utf8'));
    expect(json).toEqual(statistics);
    const page = readFileSync(files[1], 'utf8');
    expect(page.match(/<img [^>]*src="data:image\/jpeg;base64,/g)).toHaveLength(3);
    expect(page.match(/<svg /g)).toHaveLength(4);
    expect(page).not.toMatch(/<(script|link)|src="http/);
    await writeDataStatistics(root, { ...quiet, output });
    expect(readFileSync(files[1], 'utf8')).toBe(page);
  });

  it('is shown on a sheet of the size that was asked for', async () => {
    const output = join(folder, 'sheet.webp');
    const options = { output, count: 5, columns: 4, size: 40, seed: 3, progress: SILENT_PROGRESS };
    expect(await drawDataSheet(root, { ...options, split: 'val' })).toBe(5);
    expect(await sharp(output).metadata()).toMatchObject({ format: 'webp', width: 160, height: 60 });
    expect(await drawDataSheet(root, { ...options, crop: true })).toBe(5);
    expect(await sharp(output).metadata()).toMatchObject({ width: 160, height: 80 });
    await expect(drawDataSheet(root, { ...options, split: 'dev' })).rejects.toThrow(
      /no split dev; there are train/,
    );
    await expect(drawDataSheet(root, { ...options, output: 'sheet.gif' })).rejects.toThrow(/ending in .png/);
    await expect(drawDataSheet(root, { ...options, count: 0 })).rejects.toThrow(
      /count: expected a whole number/,
    );
  });
});

describe('HO3D', () => {
  it('is counted by what its label files say', async () => {
    const root = join(folder, 'ho3d');
    await writeHo3dFixture(root);
    // Two more frames of the first sequence: the object 4 mm away from where it was, then 2 cm.
    for (const [number, shift] of [
      ['0002', 0.004],
      ['0003', 0.02],
    ] as const) {
      const meta = ho3dMeta(2, { objTrans: vector([0.1 + shift, -0.05, -0.7]) });
      writeFileSync(join(root, 'train/ABF10/meta', `${number}.pkl`), meta);
      writeFileSync(
        join(root, 'train/ABF10/rgb', `${number}.png`),
        readFileSync(join(root, 'train/ABF10/rgb/0000.png')),
      );
      appendFileSync(join(root, 'train.txt'), `ABF10/${number}\n`);
    }
    const { layout, splits, subjects, objects, cameras } = await statisticsOf(root);
    expect(layout).toBe('HO3D');
    expect(splits).toMatchObject([
      { name: 'train', pictures: 5, labelled: 4, sequences: 2, subjects: 2, judged: 3, grasping: 1 },
      { name: 'evaluation', pictures: 1, labelled: 0, judged: 0 },
    ]);
    expect(named(subjects, 'ABF')).toMatchObject({ labelled: 3, grasping: 1 });
    expect(objects.map(({ name, labelled }) => [name, labelled])).toEqual([
      [NAMELESS, 0], // the frame that is not annotated
      ['003_cracker_box', 3],
      ['my_mug', 1],
    ]);
    expect(named(cameras, '2')).toMatchObject({ labelled: 1, judged: 0 });
    await expect(statisticsOf(root, { setup: 's0' })).rejects.toThrow(/only DexYCB's layout has setups/);
  });
});

describe('shards', () => {
  const shift = (x: number) => Float64Array.of(1, 0, 0, x, 0, 1, 0, 0, 0, 0, 1, 0.8);
  const sample = (change: Partial<Sample>): Sample => ({
    ...{ id: '', dataset: 'dexycb', subject: 'a', sequence: 's', frame: 0, view: 'v' },
    image: { path: '', mirrored: false },
    camera: { fx: 40, fy: 40, cx: 15.5, cy: 15.5, width: 32, height: 32 },
    hand: {
      ...{ side: 'right', modelHash: null, translation: Float32Array.of(0, 0, 0.8) },
      ...{ pose: new Float32Array(48), betas: new Float32Array(10) },
    },
    joints: Float32Array.from({ length: 63 }, (_, i) => (i % 3 === 2 ? 0.8 : (i % 7) * 0.02 - 0.06)),
    objects: [{ id: 2, name: '003_cracker_box', pose: shift(0) }],
    ...{ grasped: 0, segmentation: null },
    ...change,
  });

  it('are counted by their index, and Eq. 3 is asked only where frames follow each other', async () => {
    const root = join(folder, 'shards');
    mkdirSync(root);
    const image = await sharp(new Uint8Array(32 * 32 * 3).fill(120), {
      raw: { width: 32, height: 32, channels: 3 },
    })
      .jpeg()
      .toBuffer();
    const writer = new ShardWriter(root, { split: 'train' });
    for (const [frame, x] of [0, 0.009, 0.011].entries()) {
      const objects = [{ id: 2, name: '003_cracker_box', pose: shift(x) }];
      await writer.add(sample({ id: `real-${frame}`, frame, objects }), image);
    }
    for (const frame of [0, 1]) {
      const objects = [{ id: 6, name: '006_mustard_bottle', pose: shift(frame) }];
      const synthetic = { dataset: 'synthetic', sequence: 'novel', subject: 'b' };
      await writer.add(sample({ id: `made-${frame}`, ...synthetic, frame, objects }), image);
    }
    await writer.add(sample({ id: 'bare', sequence: 't', objects: [], grasped: -1 }), image);
    await writer.finish({
      title: 't',
      summary: 's',
      licenses: ['none'],
      handModel: { name: 'h', hash: 'x' },
      provenance: {},
    });
    const statistics = await statisticsOf(root);
    expect(statistics.layout).toBe('shards');
    expect(statistics.splits).toMatchObject([
      { name: 'train', pictures: 6, labelled: 6, sequences: 3, objects: 2, judged: 3, grasping: 1 },
    ]);
    expect(named(statistics.objects, '006_mustard_bottle')).toMatchObject({ labelled: 2, judged: 0 });
    expect(named(statistics.objects, NAMELESS)).toMatchObject({ labelled: 1 });
    const text = formatStatistics(statistics);
    expect(text).toMatch(/^003_cracker_box\s+3\s+3\s+1\s+0\.0 %\s+33\.3 %$/m);
    expect(text).toMatch(/^006_mustard_bottle\s+2\s+2\s+1\s+0\.0 %\s+-$/m);
    const output = join(folder, 'shards.png');
    const options = { output, count: 9, columns: 3, size: 32, seed: 0, progress: SILENT_PROGRESS };
    expect(await drawDataSheet(root, options)).toBe(6);
    expect(existsSync(output)).toBe(true);
  });
});

describe('ObMan and MOW', () => {
  it('are counted by their own splits; single pictures show no motion', async () => {
    const root = join(folder, 'obman');
    await writeObmanFixture(root);
    const statistics = await statisticsOf(root);
    expect(statistics.layout).toBe('ObMan');
    expect(statistics.splits).toMatchObject([
      { name: 'train', pictures: 2, labelled: 2, left: 0, judged: 0 },
      { name: 'test', pictures: 1, labelled: 1, left: 1, judged: 0 },
    ]);
    const output = join(folder, 'obman.png');
    expect(await drawDataSheet(root, { ...quiet, output, count: 3, columns: 3, size: 32, crop: true })).toBe(
      3,
    );
  });

  it('are counted where poses need a model that is not there', async () => {
    const root = join(folder, 'mow');
    await writeMowFixture(root);
    const { layout, splits, objects } = await statisticsOf(root);
    expect([layout, splits.length]).toEqual(['MOW', 1]);
    expect(splits[0]).toMatchObject({ pictures: 2, labelled: 2, sequences: 2 });
    expect(objects.map(({ name, labelled }) => [name, labelled])).toEqual([
      ['board', 1],
      ['toy', 1],
    ]);
  });
});

describe('annotation files', () => {
  it('are counted by the pictures they name', async () => {
    const path = join(folder, 'annotations', 'train.json');
    const hand = {
      joints_coord_cam: Array.from({ length: 21 }, (_, i) => [0.01 * i, 0, 0.6]),
      mano_param: { pose: new Array(48).fill(0), shape: new Array(10).fill(0) },
      cam_param: { focal: [600, 600], princpt: [320, 240] },
    };
    const images = [
      ...['20200709-subject-01/20200709_141754/836212060125/color_000003.jpg', 'ABF12/rgb/0007.png'],
      'ABF13/rgb/0007.png',
    ].map((file_name, id) => ({ id, file_name, width: 640, height: 480 }));
    const annotations = images.map(({ id }) => ({
      ...hand,
      id,
      image_id: id,
      hand_type: id === 0 ? 'left' : 'right',
    }));
    mkdirSync(join(folder, 'annotations'));
    writeFileSync(path, JSON.stringify({ images, annotations }));
    const { splits, subjects, cameras } = await statisticsOf(path);
    expect(splits).toMatchObject([{ pictures: 3, labelled: 3, sequences: 2, left: 1, judged: 0 }]);
    expect(subjects.map(({ name }) => name)).toEqual(['20200709-subject-01', 'ABF']);
    expect(cameras.map(({ name }) => name)).toEqual(['2', '3', '836212060125']);
  });
});

describe('what is not there', () => {
  it('is said', async () => {
    await expect(statisticsOf(join(folder, 'nothing'))).rejects.toThrow(/nothing: no such file or folder/);
  });
});
