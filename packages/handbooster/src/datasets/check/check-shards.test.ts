import { mkdtempSync, readFileSync, rmSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { smallHand } from '../../../test/fixtures/small-hand.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { ShardWriter } from '../shards/shard-writer.js';
import { checkDataset } from './check-dataset.js';

const hand = smallHand('right');
const folder = mkdtempSync(join(tmpdir(), 'check-shards-'));
const root = join(folder, 'dataset');
const shard = join(root, 'train-000000.tar');

async function writeDataset(): Promise<void> {
  const writer = new ShardWriter(root, { samplesPerShard: 2 });
  for (let i = 0; i < 3; i++) {
    const translation = Float32Array.of(0, 0, 0.5);
    const pose = new Float32Array(48);
    const image = await sharp(new Uint8Array(64 * 64 * 3).fill(9 * i), {
      raw: { width: 64, height: 64, channels: 3 },
    })
      .png()
      .toBuffer();
    await writer.add(
      {
        id: `picture ${i}`,
        dataset: 'synthetic',
        subject: 'a',
        sequence: 'b',
        frame: i,
        view: 'c',
        image: { path: '', mirrored: false },
        camera: { fx: 60, fy: 60, cx: 31.5, cy: 31.5, width: 64, height: 64 },
        hand: { side: 'right', pose, betas: new Float32Array(10), translation, modelHash: hand.hash },
        joints: decodeHands(hand, pose, null, translation).joints,
        objects: [{ id: 2, name: 'box', pose: Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0.5) }],
        grasped: 0,
        segmentation: null,
      },
      image,
    );
  }
  await writer.finish({
    title: 'Three',
    summary: 'Made up.',
    licenses: [],
    handModel: { name: hand.name, hash: hand.hash },
    provenance: {},
  });
}

const edit = (from: string, to: string) => (path: string) =>
  writeFileSync(path, readFileSync(path, 'latin1').replace(from, to), 'latin1');

describe('checkDataset on shards', () => {
  beforeEach(async () => {
    rmSync(root, { recursive: true, force: true });
    await writeDataset();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('finds nothing wrong with good ones', async () => {
    expect(await checkDataset(root, { hands: { right: hand } })).toEqual({
      root,
      layout: 'shards',
      sequences: 1,
      pictures: 3,
      hands: 3,
      findings: [],
    });
  });

  it.each([
    ['shard missing', shard, unlinkSync],
    ['shard damaged', shard, (path: string) => truncateSync(path, 2000)],
    ['checksum', shard, edit('IDAT', 'IDAX')],
    ['image unreadable', shard, edit('IDAT', 'IDAX')],
    ['label wrong', shard, edit('"grasped":0', '"grasped":7')],
    ['object pose', shard, edit('"pose":[1,0,0,0', '"pose":[9,0,0,0')],
    ['index', join(root, 'index.parquet'), (path: string) => truncateSync(path, 50)],
    ['dataset.json', join(root, 'dataset.json'), unlinkSync],
    ['count', join(root, 'dataset.json'), edit('"samples": 3', '"samples": 4')],
    ['hand model', join(root, 'dataset.json'), edit(hand.hash, 'f'.repeat(64))],
  ])('finds: %s', async (kind, path, harm) => {
    harm(path);
    const { findings } = await checkDataset(root, { hands: { right: hand } });
    expect(findings.map((finding) => finding.kind)).toContain(kind);
  });
});
