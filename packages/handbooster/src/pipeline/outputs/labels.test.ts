import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '@handbooster/torch';
import { afterAll, expect, it } from 'vitest';
import type { Sample } from '../../datasets/sample/sample.js';
import { identityRigid } from '../../geometry/rigid-motion.js';
import { labelPlaces, readLabelAt, readLabels, type SplitSample, writeLabels } from './labels.js';

const folder = mkdtempSync(join(tmpdir(), 'handbooster-labels-'));
afterAll(() => rmSync(folder, { recursive: true }));

function sample(root: string, number: number): Sample {
  const random = new Random('label', number);
  const floats = (length: number) => random.fillNormal(new Float32Array(length));
  const pose = identityRigid();
  pose[3] = random.uniform();
  return {
    id: `one/${number}`,
    dataset: 'dexycb',
    subject: 'one',
    sequence: 'a',
    frame: number,
    view: 'front',
    image: { path: join(root, 'pictures', `${number}.jpg`), mirrored: number % 2 === 1 },
    camera: { fx: 600.1, fy: 600.2, cx: 320.3, cy: 240.4, width: 640, height: 480 },
    hand: { side: 'right', pose: floats(48), betas: floats(10), translation: floats(3), modelHash: null },
    joints: floats(63),
    objects: [{ id: 1, name: 'a', pose }],
    grasped: 0,
    segmentation: number === 0 ? null : join(root, 'masks', `${number}.npz`),
  };
}

async function* dealt(samples: readonly Sample[]): AsyncGenerator<SplitSample> {
  for (const [i, each] of samples.entries()) yield { split: i < 2 ? 'train' : 'test', sample: each };
}

it('come back as they were, bit by bit, by their split, also where the run was moved', async () => {
  const stage = join(folder, 'stage');
  const samples = [0, 1, 2].map((number) => sample(join(stage, 'data'), number));
  mkdirSync(stage);
  expect(await writeLabels(stage, join(stage, 'data'), dealt(samples))).toBe(3);
  expect(await readLabels(stage, join(stage, 'data'), 'train')).toEqual(samples.slice(0, 2));
  expect(await readLabels(stage, join(stage, 'data'), 'test')).toEqual(samples.slice(2));
  const moved = join(folder, 'moved');
  renameSync(stage, moved);
  const [first] = await readLabels(moved, join(moved, 'data'), 'train');
  expect(first.image.path).toBe(join(moved, 'data', 'pictures', '0.jpg'));
});

it('are found one by one by their places', async () => {
  const stage = join(folder, 'places');
  const root = join(stage, 'data');
  mkdirSync(stage);
  const samples = [0, 1, 2].map((number) => ({ ...sample(root, number), subject: `ü${number}` }));
  await writeLabels(stage, root, dealt(samples));
  let seen = 0;
  for await (const place of labelPlaces(stage, root)) {
    const { split, sample: read } = await readLabelAt(stage, root, place);
    expect(read).toEqual(samples[seen]);
    expect([split, place.id, place.object]).toEqual([seen < 2 ? 'train' : 'test', read.id, 'a']);
    expect(place.depth).toBeCloseTo(read.joints[2], 6);
    seen++;
  }
  expect(seen).toBe(3);
});

it('of data elsewhere keep its path', async () => {
  const stage = join(folder, 'elsewhere');
  mkdirSync(stage);
  await writeLabels(stage, join(folder, 'root'), dealt([sample(join(folder, 'other'), 0)]));
  const [first] = await readLabels(stage, join(folder, 'root'), 'train');
  expect(first.image.path).toBe(join(folder, 'other', 'pictures', '0.jpg'));
});

it('are refused by file and line where they are none, and by name where they are missing', async () => {
  const stage = join(folder, 'broken');
  mkdirSync(stage);
  await expect(readLabels(stage, folder, 'train')).rejects.toThrow(/labels\.jsonl: no such file/);
  await writeLabels(stage, folder, dealt([sample(folder, 0), sample(folder, 1)]));
  const path = join(stage, 'labels.jsonl');
  const [one, two] = readFileSync(path, 'utf8').split('\n');
  writeFileSync(path, `${one}\n${two.replace('"fx":600.1', '"fx":-1')}\n`);
  await expect(readLabels(stage, folder, 'train')).rejects.toThrow(/labels\.jsonl: line 2: camera\.fx/);
});
