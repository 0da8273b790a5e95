import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { decodeHands } from '../../hand/decode-hands.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { checkShards } from '../check/check-shards.js';
import { decodeImage } from '../images/decode-image.js';
import type { Sample } from '../sample/sample.js';
import { appendToShards } from './append-to-shards.js';
import { readShards } from './read-shards.js';

const hand = loadBuiltinHand();
const description = {
  title: 'Kept',
  summary: 'One by one.',
  licenses: [],
  handModel: { name: hand.name, hash: hand.hash },
  provenance: {},
};
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'append-'));
});
afterEach(() => rmSync(root, { recursive: true }));

async function made(i: number) {
  const translation = Float32Array.of(-0.05, 0.01 * i, 0.6);
  const { joints } = decodeHands(hand, new Float32Array(48), null, translation);
  const sample: Sample = {
    id: `kept/${i}`,
    dataset: 'synthetic',
    subject: 'mine',
    sequence: 'kept',
    frame: i,
    view: 'crop',
    image: { path: '', mirrored: false },
    camera: { fx: 60, fy: 60, cx: 15.5, cy: 15.5, width: 32, height: 32 },
    hand: {
      side: 'right',
      pose: new Float32Array(48),
      betas: new Float32Array(10),
      translation,
      modelHash: hand.hash,
    },
    joints,
    objects: [],
    grasped: -1,
    segmentation: null,
  };
  const pixels = new Uint8Array(32 * 32 * 3).fill(10 * i + 5);
  const image = await sharp(pixels, { raw: { width: 32, height: 32, channels: 3 } })
    .png()
    .toBuffer();
  return { sample, image, provenance: { seed: i } };
}

it('keeps one after the other in a folder that the check takes', async () => {
  const folder = join(root, 'mine');
  for (let i = 0; i < 3; i++) expect(await appendToShards(folder, await made(i), description)).toBe(i + 1);
  const report = await checkShards(folder, { hands: { right: hand } });
  expect([report.findings, report.pictures]).toEqual([[], 3]);
  const shards = await readShards(folder);
  for (let i = 0; i < 3; i++) {
    const { id, provenance, image } = await shards.load(i);
    expect([id, provenance]).toEqual([`kept/${i}`, { seed: i }]);
    expect((await decodeImage(image)).pixels[7]).toBe(10 * i + 5);
  }
  expect(readdirSync(root)).toEqual(['mine']);
});

it('refuses what is there already, another hand, and a folder of something else; what is there stays', async () => {
  const folder = join(root, 'mine');
  await appendToShards(folder, await made(0), description);
  await expect(appendToShards(folder, await made(0), description)).rejects.toThrow('kept already');
  const other = { ...description, handModel: { name: 'other', hash: 'f'.repeat(64) } };
  await expect(appendToShards(folder, await made(1), other)).rejects.toThrow('keep it in another folder');
  mkdirSync(join(root, 'letters'));
  writeFileSync(join(root, 'letters', 'a.txt'), 'a');
  await expect(appendToShards(join(root, 'letters'), await made(1), description)).rejects.toThrow('index');
  expect((await readShards(folder)).length).toBe(1);
  expect(readdirSync(join(root, 'letters'))).toEqual(['a.txt']);
});

it('goes on from what a stop at any moment has left', async () => {
  const folder = join(root, 'mine');
  await appendToShards(folder, await made(0), description);
  // Between the two renames, with the new one written.
  renameSync(folder, `${folder}.before`);
  mkdirSync(`${folder}.partial`);
  writeFileSync(join(`${folder}.partial`, 'train-000000.tar'), 'half');
  expect(await appendToShards(folder, await made(1), description)).toBe(2);
  expect(existsSync(`${folder}.before`)).toBe(false);
  expect(readdirSync(root)).toEqual(['mine']);
});
