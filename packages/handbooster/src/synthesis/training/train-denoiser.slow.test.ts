import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io, memory, Random, setThreads } from '@handbooster/torch';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SynthesisModelConfig } from '../synthesis-model.js';
import { loadSynthesisModel } from '../weights/model-file.js';
import type { DenoiserDataset, TrainingExample } from './denoiser-dataset.js';
import { type DenoiserTrainingRun, trainDenoiser } from './train-denoiser.js';
import { validateDenoiser } from './validate-denoiser.js';

const CONFIG: SynthesisModelConfig = {
  imageSize: 8,
  conditionMaps: ['texture'],
  network: {
    dim: 8,
    widths: [8, 16],
    groups: 4,
    blocksPerLevel: 1,
    initialKernel: 3,
    linearAttention: false,
  },
  diffusion: { snrClip: 5 },
};
const RUN: DenoiserTrainingRun = {
  config: CONFIG,
  seed: 11,
  training: {
    steps: 12,
    batchSize: 3,
    accumulate: 2,
    learningRate: 2e-3,
    rateSchedule: 'cosine',
    warmupSteps: 2,
    betas: [0.9, 0.99],
    clipNorm: 1,
    emaDecay: 0.9,
    emaEvery: 2,
    emaStart: 1,
    emaWarmup: 'count',
    precision: 'float32',
    stratifiedTimes: true,
  },
};

/** Pictures that repeat their map, inverted: learnable, and different for each example. */
const DATASET: DenoiserDataset = {
  length: 10,
  load(index) {
    const random = new Random(2, index);
    const texture = new Uint8Array(3 * 64);
    for (let i = 0; i < 64; i++) texture.fill(random.integer(2) * 255, 3 * i, 3 * i + 3);
    return {
      image: texture.map((value) => 255 - value),
      maps: { texture },
      orientation: random.quaternion(),
      foreground: Uint8Array.from({ length: 64 }, () => random.integer(2)),
    };
  },
};

function weightsOf(result: Awaited<ReturnType<typeof trainDenoiser>>): Map<string, number[]> {
  return new Map([...result.model.denoiser.stateDict()].map(([name, one]) => [name, [...one.toFloat32()]]));
}

const folders = mkdtempSync(join(tmpdir(), 'denoiser-'));
afterAll(() => rmSync(folders, { recursive: true }));
const folder = () => mkdtempSync(join(folders, 'run-'));

beforeAll(() => setThreads(1));

test('training that was stopped twice ends with the weights of one that was not, bit for bit', async () => {
  const whole = await trainDenoiser(DATASET, { ...RUN, log: join(folder(), 'log.jsonl'), logEvery: 1 });
  expect(whole.completed).toBe(true);

  const checkpoint = join(folder(), 'state.safetensors');
  const log = join(folder(), 'log.jsonl');
  const losses: number[] = [];
  let last = await trainDenoiser(DATASET, { ...RUN, training: { ...RUN.training } });
  last.model.dispose();
  for (const stop of [5, 8, 99]) {
    const controller = new AbortController();
    last = await trainDenoiser(DATASET, {
      ...RUN,
      checkpoint,
      log,
      logEvery: 1,
      signal: controller.signal,
      onStep: ({ step, loss }) => {
        losses.push(loss);
        if (step === stop) controller.abort();
      },
    });
    expect(last.step).toBe(Math.min(stop, 12));
    expect(last.completed).toBe(stop === 99);
    if (stop !== 99) last.model.dispose();
  }
  expect(losses.length).toBe(12);
  expect(weightsOf(last)).toEqual(weightsOf(whole));
  const lines = readFileSync(log, 'utf8').trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).loss)).toEqual(losses);
  whole.model.dispose();
  last.model.dispose();
});

test('a killed run repeats the steps after its last save', async () => {
  const checkpoint = join(folder(), 'state.safetensors');
  const whole = await trainDenoiser(DATASET, RUN);
  const crash = trainDenoiser(DATASET, {
    ...RUN,
    checkpoint,
    checkpointEvery: 4,
    onStep: ({ step }) => {
      if (step === 7) throw new Error('power cut');
    },
  });
  await expect(crash).rejects.toThrow('power cut');
  const steps: number[] = [];
  const again = await trainDenoiser(DATASET, { ...RUN, checkpoint, onStep: ({ step }) => steps.push(step) });
  expect(steps[0]).toBe(5);
  expect(weightsOf(again)).toEqual(weightsOf(whole));
  whole.model.dispose();
  again.model.dispose();
});

test('held-out examples are looked at with the averaged weights; a resumed run finds the same', async () => {
  const looks: Record<string, number[]>[] = [];
  for (const stops of [[99], [5, 99]]) {
    const root = folder();
    const losses: number[] = [];
    const kept: number[] = [];
    for (const stop of stops) {
      const controller = new AbortController();
      const { model } = await trainDenoiser(DATASET, {
        ...RUN,
        checkpoint: join(root, 'state.safetensors'),
        board: root,
        validation: {
          dataset: { length: 6, load: (index) => DATASET.load(100 + index) },
          examples: 4,
          every: 4,
          log: join(root, 'validation.jsonl'),
          best: join(root, 'best.safetensors'),
          onLook: ({ step, loss, model: averaged }) => {
            losses.push(step, loss);
            const one = averaged.denoiser.finalConv.weight.toFloat32();
            const saved = loadSynthesisModel(join(root, 'best.safetensors'));
            // The first look is the best so far, and what was kept is what was looked at.
            if (step === 4) expect(saved.denoiser.finalConv.weight.toFloat32()).toEqual(one);
            saved.dispose();
          },
        },
        signal: controller.signal,
        onStep: ({ step }) => {
          if (step === stop) controller.abort();
        },
      });
      if (stop === 99) {
        // The last look is at step 12 with the weights that the run ends with.
        const held = Array.from({ length: 4 }, (_, i) => DATASET.load(100 + Math.floor(((i + 0.5) * 6) / 4)));
        const last = validateDenoiser(model, held as TrainingExample[], RUN.seed).loss;
        expect(last).toBe(losses.at(-1));
      }
      model.dispose();
    }
    const lines = readFileSync(join(root, 'validation.jsonl'), 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line)).flatMap(({ step, loss }) => [step, loss])).toEqual(losses);
    const { metadata } = io.readSafetensorsHeader(join(root, 'best.safetensors'));
    kept.push(Number(metadata.step), Number(metadata.validationLoss));
    expect(kept[1]).toBe(Math.min(...losses.filter((_, i) => i % 2 === 1)));
    looks.push({ losses, kept });
  }
  expect(looks[0].losses.filter((_, i) => i % 2 === 0)).toEqual([4, 8, 12]);
  expect(looks[1]).toEqual(looks[0]);
});

test('the loss falls, and memory stays flat', async () => {
  const losses: number[] = [];
  const live: number[] = [];
  const { model } = await trainDenoiser(DATASET, {
    ...RUN,
    training: { ...RUN.training, steps: 150, accumulate: 1, batchSize: 8, learningRate: 5e-3 },
    onStep: ({ loss }) => {
      losses.push(loss);
      live.push(memory().tensors);
    },
  });
  const mean = (list: number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
  expect(mean(losses.slice(-30))).toBeLessThan(0.5 * mean(losses.slice(0, 10)));
  // A leak would grow from step to step; it may fall, when what an earlier test left is collected meanwhile.
  const grown = live.slice(6).filter((count, i) => count > live[5 + i]);
  expect(grown).toEqual([]);
  model.dispose();
});

test('a state of other settings is refused, with the setting named', async () => {
  const checkpoint = join(folder(), 'state.safetensors');
  const training = { ...RUN.training, steps: 1 };
  (await trainDenoiser(DATASET, { ...RUN, training, checkpoint })).model.dispose();
  const other = { ...RUN, training: { ...training, learningRate: 1 }, checkpoint };
  await expect(trainDenoiser(DATASET, other)).rejects.toThrow('another training.learningRate (0.002, now 1)');
});

test('a batch that does not fit in memory is answered with one that may', async () => {
  const memoryFault = {
    ...DATASET,
    load: (index: number) => {
      const example = DATASET.load(index) as TrainingExample;
      Object.defineProperty(example, 'orientation', {
        get: () => {
          throw new Error('CUDA out of memory. Tried to allocate 2.00 GiB');
        },
      });
      return example;
    },
  };
  await expect(trainDenoiser(memoryFault, RUN)).rejects.toThrow(
    'a batch of 3 does not fit in memory; try training.batchSize 2 with training.accumulate 4',
  );
});

test('a failing example ends the training with its own error', async () => {
  const broken = {
    ...DATASET,
    load: (index: number) => {
      if (index === 4) throw new Error('picture 4 is corrupt');
      return DATASET.load(index);
    },
  };
  await expect(trainDenoiser(broken, RUN)).rejects.toThrow('picture 4 is corrupt');
});

test('half precision stays near full precision', async () => {
  const losses: Record<string, number[]> = { float32: [], bfloat16: [] };
  for (const precision of ['float32', 'bfloat16'] as const) {
    const training = { ...RUN.training, precision };
    const { model } = await trainDenoiser(DATASET, {
      ...RUN,
      training,
      onStep: ({ loss }) => losses[precision].push(loss),
    });
    model.dispose();
  }
  expect(losses.bfloat16).not.toEqual(losses.float32);
  expect(losses.bfloat16).toBeAllclose(losses.float32, { relative: 0.05 });
});
