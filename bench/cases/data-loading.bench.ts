import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getThreads, Random, setThreads } from '@handbooster/torch';
import {
  cropAffine,
  decodeImage,
  invertAffine,
  PatchLoader,
  type Sample,
  sampleBox,
} from 'handbooster/datasets';
import { loadBuiltinHand } from 'handbooster/hand';
import { createNetwork, NO_PATCHES, type PatchSource, trainReconstruction } from 'handbooster/reconstruction';
import sharp from 'sharp';
import type { BenchRow } from '../support/bench-row.js';

export const name = 'Data loading';

const PICTURES = 48;
const SIZE = 128;
const WIDTH = 640;
const HEIGHT = 480;
/** Of MobRecon-S. */
const NETWORK_SIZE = 64;
const TRAINING_BATCH = 32;

/**
 * Pictures with the detail of a photograph: waves of all sizes, an edge, sensor noise; about 70 KB as JPEG.
 */
async function writePictures(folder: string): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (let i = 0; i < PICTURES; i++) {
    const random = new Random('data-loading', i);
    const pixels = new Uint8Array(WIDTH * HEIGHT * 3);
    const waves = Array.from({ length: 12 }, (_, k) => [
      random.normal(0, 0.004 * 1.5 ** k),
      random.normal(0, 0.004 * 1.5 ** k),
      random.uniform(0, 6.3),
      60 / 1.3 ** k,
    ]);
    for (let y = 0; y < HEIGHT; y++) {
      for (let x = 0; x < WIDTH; x++) {
        let value = x + 2 * y > 700 ? 150 : 100;
        for (const [fx, fy, phase, height] of waves)
          value += height * 0.4 * Math.sin(fx * x + fy * y + phase);
        const at = 3 * (y * WIDTH + x);
        for (let k = 0; k < 3; k++)
          pixels[at + k] = Math.max(0, Math.min(255, value + 8 * k + random.uniform(-12, 12)));
      }
    }
    const path = join(folder, `${i}.jpg`);
    const raw = { width: WIDTH, height: HEIGHT, channels: 3 as const };
    writeFileSync(path, await sharp(pixels, { raw }).jpeg({ quality: 90 }).toBuffer());
    const joints = new Float32Array(63);
    for (let k = 0; k < 63; k += 3) {
      joints.set([random.uniform(-0.1, 0.1), random.uniform(-0.1, 0.1), 0.7], k);
    }
    samples.push({
      id: `${i}`,
      dataset: 'bench',
      subject: '',
      sequence: '',
      frame: i,
      view: '',
      image: { path, mirrored: i % 2 === 1 },
      camera: { fx: 613, fy: 612, cx: 313, cy: 245, width: WIDTH, height: HEIGHT },
      hand: {
        side: 'right',
        pose: random.fillNormal(new Float32Array(48)),
        betas: new Float32Array(10),
        translation: new Float32Array(3),
        modelHash: null,
      },
      joints,
      objects: [],
      grasped: -1,
      segmentation: null,
    });
  }
  return samples;
}

/** Items a second, and processor milliseconds an item of all threads. */
async function measure(count: number, inFlight: number, item: (index: number) => Promise<unknown>) {
  const run = async (total: number) => {
    let next = 0;
    const lane = async () => {
      while (next < total) await item(next++);
    };
    await Promise.all(Array.from({ length: inFlight }, lane));
  };
  await run(PICTURES);
  const processor = process.cpuUsage();
  const start = process.hrtime.bigint();
  await run(count);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const { user, system } = process.cpuUsage(processor);
  return { rate: count / seconds, milliseconds: (user + system) / 1000 / count };
}

const round = (value: number, digits: number) => Number(value.toFixed(digits));

/** The way without code of our own: libvips decodes, turns, crops and scales. */
async function libvipsPatch(sample: Sample, random: Random): Promise<Buffer> {
  const box = sampleBox(sample) ?? [0, 0, WIDTH, HEIGHT];
  const map = cropAffine(box, SIZE, 1 + 0.25 * random.uniform(-1, 1), random.uniform(-1, 1));
  const inverse = invertAffine(map);
  const { data, info } = await sharp(sample.image.path)
    .affine([map[0], map[1], map[3], map[4]], {
      interpolator: 'bilinear',
      idx: -inverse[2],
      idy: -inverse[5],
    })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return data.subarray(0, Math.min(data.length, SIZE * SIZE * info.channels));
}

/** Images a second of a training of MobRecon-S, its first steps left out. */
async function trainingRate(folder: string, real: PatchSource): Promise<number> {
  const hand = loadBuiltinHand();
  const network = createNetwork('mobrecon-s', hand, NETWORK_SIZE, 1);
  const [warmUp, steps] = [8, 40];
  let started = 0n;
  let ended = 0n;
  try {
    await trainReconstruction({
      network,
      hand,
      real,
      synthetic: NO_PATCHES,
      options: { images: TRAINING_BATCH * steps, batch: TRAINING_BATCH },
      folder: mkdtempSync(join(folder, 'training-')),
      onStep: (step) => {
        if (step === warmUp) started = process.hrtime.bigint();
        ended = process.hrtime.bigint();
      },
    });
  } finally {
    network.dispose();
  }
  return (TRAINING_BATCH * (steps - warmUp)) / (Number(ended - started) / 1e9);
}

/**
 * What loading costs a training: crops made on its own thread, and ahead by another, beside patches that are
 * ready.
 */
async function trainingRows(folder: string, samples: readonly Sample[]): Promise<BenchRow[]> {
  const before = getThreads();
  setThreads(1);
  const rate = async (workers: number, cacheBytes: number) => {
    const loader = new PatchLoader(samples, { size: NETWORK_SIZE, workers, cacheBytes });
    try {
      return await trainingRate(folder, loader);
    } finally {
      await loader.close();
    }
  };
  try {
    const ready = new PatchLoader(samples, { size: NETWORK_SIZE, workers: 0 });
    const patches = await Promise.all(samples.map((_, i) => ready.patch(i, null)));
    const alone = await trainingRate(folder, { count: samples.length, patch: (index) => patches[index] });
    const row = async (path: string, cacheBytes: number): Promise<BenchRow> => {
      const [ours, reference] = [await rate(1, cacheBytes), await rate(0, cacheBytes)];
      return {
        path: `train MobRecon-S, ${path}`,
        ours: round(ours, 0),
        reference: round(reference, 0),
        unit: 'images/s',
        ratio: round(ours / reference, 2),
        note:
          `one thread learns, one decodes and crops ahead; reference: all on one; patches that are ready: ` +
          `${round(alone, 0)} images/s`,
      };
    };
    return [
      await row(`${WIDTH}x${HEIGHT} pictures decoded each time`, 0),
      await row(`${WIDTH}x${HEIGHT} pictures kept in memory`, 2 ** 30),
    ];
  } finally {
    setThreads(before);
  }
}

export async function run(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'data-loading-'));
  const threads = 2;
  const loader = { current: null as PatchLoader | null };
  try {
    const samples = await writePictures(folder);
    loader.current = new PatchLoader(samples, { size: SIZE, workers: threads });
    const { current } = loader;
    const pick = (index: number) => samples[index % PICTURES];
    const decode = await measure(300, threads, (index) => decodeImage(pick(index).image.path));
    const ours = await measure(1000, 4 * threads, (index) =>
      current.patch(index % PICTURES, new Random('bench', index)),
    );
    const theirs = await measure(300, threads, (index) =>
      libvipsPatch(pick(index), new Random('bench', index)),
    );
    return [
      {
        path: `decode a ${WIDTH}x${HEIGHT} JPEG`,
        ours: round(decode.rate, 0),
        reference: null,
        unit: 'images/s',
        ratio: null,
        note: `${round(decode.milliseconds, 2)} ms of processor time each`,
      },
      {
        path: `decode, crop and augment to ${SIZE}x${SIZE}, ${threads} threads`,
        ours: round(ours.rate, 0),
        reference: round(theirs.rate, 0),
        unit: 'samples/s',
        ratio: round(ours.rate / theirs.rate, 2),
        note:
          `libvips's own affine (without colours and labels), ${threads} at a time; processor time each: ` +
          `ours ${round(ours.milliseconds, 2)} ms, theirs ${round(theirs.milliseconds, 2)} ms; goal 400 samples/s`,
      },
      ...(await trainingRows(folder, samples)),
    ];
  } finally {
    await loader.current?.close();
    rmSync(folder, { recursive: true });
  }
}
