import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '@handbooster/torch';
import { readShards, type Sample, ShardWriter } from 'handbooster/datasets';
import { decodeHands, loadBuiltinHand } from 'handbooster/hand';
import sharp from 'sharp';
import { IndexWriter } from '../../packages/handbooster/src/datasets/shards/index-writer.js';

/** Pictures that are really there; all rows of the index point at one of them. */
const PICTURES = 48;
const SIZE = 128;

export interface ManySamples {
  rows: number;
  /** Different subjects, the column with very many values. */
  subjects: number;
}

/** A dataset of shards whose index is as long as is asked for, over a few pictures: made in seconds. */
export async function writeManySamples(folder: string, { rows, subjects }: ManySamples): Promise<void> {
  const hand = loadBuiltinHand();
  const writer = new ShardWriter(folder, { split: 'train', samples: PICTURES, fewestShards: 1 });
  for (let i = 0; i < PICTURES; i++) {
    const random = new Random('many samples', i);
    const raw = { width: SIZE, height: SIZE, channels: 3 as const };
    const pixels = Uint8Array.from({ length: 3 * SIZE * SIZE }, (_, at) => {
      const [x, y] = [Math.floor(at / 3) % SIZE, Math.floor(at / 3 / SIZE)];
      return 128 + 100 * Math.sin(0.05 * (x + i) + (at % 3)) * Math.cos(0.03 * y * (1 + (i % 5)));
    });
    const pose = Float32Array.from({ length: 48 }, () => random.normal(0, 0.2));
    const [betas, translation] = [new Float32Array(10), Float32Array.of(0, 0, 0.6)];
    const { joints } = decodeHands(hand, pose, betas, translation);
    const sample: Sample = {
      ...{ id: `${i}`, dataset: 'bench', subject: 'one', sequence: '0', frame: i, view: '0' },
      image: { path: '', mirrored: false },
      camera: { fx: 150, fy: 150, cx: SIZE / 2, cy: SIZE / 2, width: SIZE, height: SIZE },
      hand: { side: 'right', pose, betas, translation, modelHash: hand.hash },
      ...{ joints, objects: [], grasped: -1, segmentation: null },
    };
    await writer.add(sample, await sharp(pixels, { raw }).jpeg().toBuffer());
  }
  const { name, hash } = hand;
  const card = { title: 'Bench', summary: 'Few pictures, many rows.', licenses: [], provenance: {} };
  await writer.finish({ ...card, handModel: { name, hash } });
  const shards = await readShards(folder);
  const pictures = Array.from({ length: PICTURES }, (_, i) => shards.row(i));
  const index = new IndexWriter(join(folder, 'index.parquet'));
  for (let row = 0; row < rows; row++) {
    await index.add({
      ...pictures[row % PICTURES],
      key: `sample-${String(row).padStart(8, '0')}`,
      id: `subject/${row % subjects}/${row}`,
      subject: `subject-${row % subjects}`,
      view: `camera-${row % 8}`,
      object: `object-${(row * 7) % 21}`,
      side: row % 3 === 0 ? 'left' : 'right',
    });
  }
  await index.close();
  writeFileSync(join(folder, 'bench.txt'), `${rows} rows over ${PICTURES} pictures\n`);
}
