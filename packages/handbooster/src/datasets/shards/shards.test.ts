import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '@handbooster/torch';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeImage } from '../images/decode-image.js';
import type { Sample } from '../sample/sample.js';
import { readShards } from './read-shards.js';
import { listTar } from './read-tar.js';
import { ShardWriter } from './shard-writer.js';
import { TarWriter } from './tar-writer.js';

const PYTHON = '/usr/bin/python3';
const has = (command: string, ...args: string[]) => {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

function makeSample(index: number): Sample {
  const random = new Random('shard-test', index);
  return {
    id: `novel-pose/${index}`,
    dataset: 'synthetic',
    subject: `subject-${index % 2}`,
    sequence: 'grasp',
    frame: index,
    view: 'camera',
    image: { path: '/somewhere/else.png', mirrored: false },
    camera: { fx: 90.5, fy: 90.25, cx: 31.5, cy: 30.75, width: 64, height: 64 },
    hand: {
      side: 'right',
      pose: random.fillNormal(new Float32Array(48)),
      betas: random.fillNormal(new Float32Array(10)),
      translation: random.fillNormal(new Float32Array(3)),
      modelHash: 'c'.repeat(64),
    },
    joints: random.fillNormal(new Float32Array(63), 0, 0.1),
    objects: [{ id: 2, name: '003_cracker_box', pose: random.fillNormal(new Float64Array(12)) }],
    grasped: index === 4 ? -1 : 0,
    segmentation: null,
  };
}

const picture = (index: number) =>
  sharp(new Uint8Array(64 * 64 * 3).fill(20 * index), { raw: { width: 64, height: 64, channels: 3 } })
    .png()
    .toBuffer();

const description = {
  title: 'Five test pictures',
  summary: 'Made up.',
  licenses: ['Pictures: MIT'],
  handModel: { name: 'small-right', hash: 'c'.repeat(64) },
  provenance: { seed: 7, version: '0.1.0' },
};

async function writeDataset(folder: string): Promise<void> {
  const writer = new ShardWriter(folder, { samplesPerShard: 2 });
  for (let i = 0; i < 5; i++) {
    const maps: Record<string, Uint8Array> =
      i === 1 ? { 'normal.png': await picture(9), 'depth.npy': new Uint8Array(1000) } : {};
    await writer.add(
      makeSample(i),
      await picture(i),
      { kind: 'novel-pose', error: i / 8, checked: true },
      maps,
    );
  }
  await writer.finish(description);
}

describe('shards', () => {
  const base = mkdtempSync(join(tmpdir(), 'shards-'));
  const folder = join(base, 'dataset');
  beforeAll(() => writeDataset(folder));
  afterAll(() => rmSync(base, { recursive: true }));

  it('writes shards, index, card and summary, and no leftovers', () => {
    expect(readdirSync(folder).sort()).toEqual([
      'README.md',
      'dataset.json',
      'index.parquet',
      'train-000000.tar',
      'train-000001.tar',
      'train-000002.tar',
    ]);
    expect(listTar(join(folder, 'train-000000.tar')).map(({ name }) => name)).toEqual([
      'train-00000000.png',
      'train-00000000.json',
      'train-00000001.png',
      'train-00000001.json',
      'train-00000001.depth.npy',
      'train-00000001.normal.png',
    ]);
    expect(listTar(join(folder, 'train-000002.tar')).length).toBe(2);
    const summary = JSON.parse(readFileSync(join(folder, 'dataset.json'), 'utf8'));
    expect(summary.samples).toBe(5);
    for (const { name, sha256 } of summary.files) {
      expect(
        createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex'),
      ).toBe(sha256);
    }
  });

  it('writes equal bytes for equal input', async () => {
    const again = join(base, 'again');
    await writeDataset(again);
    for (const name of readdirSync(folder)) {
      expect(readFileSync(join(again, name)).equals(readFileSync(join(folder, name))), name).toBe(true);
    }
  });

  it('gives back every label exactly, and the pixels', async () => {
    const dataset = await readShards(folder);
    expect(dataset.length).toBe(5);
    // In any order.
    for (const i of [3, 0, 4, 1, 2]) {
      const { provenance, image, ...rest } = await dataset.load(i);
      const { image: _, ...expected } = makeSample(i);
      expect(rest).toEqual(expected);
      expect(provenance).toEqual({ kind: 'novel-pose', error: i / 8, checked: true });
      const { pixels, width, height } = await decodeImage(image);
      expect([width, height, pixels[0], pixels[64 * 64 * 3 - 1]]).toEqual([64, 64, 20 * i, 20 * i]);
    }
    expect(Array.from(dataset.rows, (row) => row.object)).toEqual([
      ...new Array(4).fill('003_cracker_box'),
      '',
    ]);
  });

  it('has a card that counts', () => {
    const card = readFileSync(join(folder, 'README.md'), 'utf8');
    expect(card).toContain('5 labelled pictures in 3 WebDataset shards');
    expect(card).toContain('| 003_cracker_box | 4 |');
    expect(card).toContain('| subject-0 | 3 |');
    expect(card).toContain('train-{000000..000002}.tar');
    expect(card).toContain('- Pictures: MIT');
    expect(card).toContain('c'.repeat(64));
  });

  it.runIf(has(PYTHON, '-c', 'import tarfile'))(
    'loads all shards by the lines of its card (left out without Python)',
    () => {
      const card = readFileSync(join(folder, 'README.md'), 'utf8');
      const lines = /```python\n([\s\S]*?)```/.exec(card)?.[1] ?? '';
      const script = `${lines}\nprint(json.dumps([labels[4]['hand']['pose'], len(labels), labels[0]['camera']['fx']]))`;
      const out = JSON.parse(execFileSync(PYTHON, ['-c', script], { cwd: folder, encoding: 'utf8' }));
      expect(Float32Array.from(out[0])).toEqual(makeSample(4).hand.pose);
      expect(out.slice(1)).toEqual([5, 90.5]);
    },
  );
  it.runIf(has('tar', '--version'))('is unpacked by tar (left out without it)', async () => {
    execFileSync('tar', ['-xf', join(folder, 'train-000001.tar'), '-C', base]);
    expect(readFileSync(join(base, 'train-00000002.png')).equals(await picture(2))).toBe(true);
    expect(statSync(join(base, 'train-00000003.json')).size).toBeGreaterThan(500);
  });

  it.each([
    [5, 512, 16, [1, 1, 1, 1, 1]],
    [
      40,
      512,
      16,
      [...new Array(16).fill(0)].map((_, i) => Math.floor(((i + 1) * 40) / 16) - Math.floor((i * 40) / 16)),
    ],
    [21, 5, 2, [4, 4, 4, 4, 5]],
  ])(
    'deals %i pictures evenly, at most %i a shard',
    async (samples, samplesPerShard, fewestShards, sizes) => {
      const even = join(base, `even-${samples}`);
      const writer = new ShardWriter(even, { samples, samplesPerShard, fewestShards });
      const image = await picture(1);
      for (let i = 0; i < samples; i++) await writer.add(makeSample(i), image);
      await expect(writer.add(makeSample(samples), image)).rejects.toThrow(
        /expected \d+ samples, found one more/,
      );
      await writer.finish(description);
      const shards = readdirSync(even).filter((name) => name.endsWith('.tar'));
      expect(shards.sort().map((name) => listTar(join(even, name)).length / 2)).toEqual(sizes);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      expect(readFileSync(join(even, 'README.md'), 'utf8')).toContain(`at most ${sizes.length} workers`);
      expect(Array.from((await readShards(even)).rows, ({ id }) => id)).toEqual(
        Array.from({ length: samples }, (_, i) => makeSample(i).id),
      );
    },
  );

  it('must get as many pictures as it was told', async () => {
    const writer = new ShardWriter(join(base, 'few'), { samples: 2 });
    await writer.add(makeSample(0), await picture(0));
    await expect(writer.finish(description)).rejects.toThrow(/expected 2 samples, found 1/);
    await writer.abort();
  });

  it('refuses the same picture twice and bytes that are no image', async () => {
    const writer = new ShardWriter(join(base, 'refused'));
    await writer.add(makeSample(0), await picture(0));
    await expect(writer.add(makeSample(0), new Uint8Array(10))).rejects.toThrow(
      /expected the bytes of a JPEG or PNG/,
    );
    const image = await picture(0);
    await expect(writer.add(makeSample(0), image)).rejects.toThrow(/novel-pose\/0 was added twice/);
    await writer.abort();
    expect(existsSync(join(base, 'refused')) ? readdirSync(join(base, 'refused')) : []).toEqual([]);
  });

  it('names what is wrong with a damaged dataset', async () => {
    const broken = join(base, 'broken');
    await writeDataset(broken);
    const first = join(broken, 'train-000000.tar');
    const dataset = await readShards(broken);
    const whole = readFileSync(first);
    const text = whole.toString('latin1');
    writeFileSync(first, text.replace('"fx":90.5', '"fx":-9.5'), 'latin1');
    await expect(dataset.load(0)).rejects.toThrow(
      /train-000000\.tar: train-00000000\.json: camera\.fx: .*found -9\.5/,
    );
    writeFileSync(first, text.replace('"id":"novel-pose/0"', '"id":"novel-pose/9"'), 'latin1');
    await expect(dataset.load(0)).rejects.toThrow(
      /id: expected novel-pose\/0 as in the index, found novel-pose\/9/,
    );
    truncateSync(first, 700);
    await expect(dataset.load(0)).rejects.toThrow(/the shard is cut/);
    expect(() => listTar(first)).toThrow(/the archive is cut/);
    writeFileSync(
      first,
      whole.map((byte, i) => (i === 0 ? byte ^ 1 : byte)),
    );
    expect(() => listTar(first)).toThrow(/checksum is wrong/);
    rmSync(first);
    await expect(dataset.load(0)).rejects.toThrow(/shard is missing/);
    truncateSync(join(broken, 'index.parquet'), 100);
    await expect(readShards(broken)).rejects.toThrow(/index\.parquet: not a Parquet index/);
    await expect(readShards(join(base, 'nowhere'))).rejects.toThrow(/index\.parquet: file is missing/);
  });

  it('refuses names that leave the folder', async () => {
    const path = join(base, 'unsafe.tar');
    const writer = new TarWriter(path);
    await writer.add('../outside', new Uint8Array(3));
    await writer.close();
    expect(() => listTar(path)).toThrow(/unsafe name "\.\.\/outside"/);
  });
});
