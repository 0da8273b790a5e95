import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memory, noGrad, Random, scope, setThreads } from '@handbooster/torch';
import { beforeAll, describe, expect, test } from 'vitest';
import { Denoiser } from '../network/denoiser.js';
import { SYNTHESIS_PRESETS } from '../presets.js';
import type { SynthesisModelConfig } from '../synthesis-model.js';
import { synthesise } from '../synthesise.js';
import type { TrainingExample } from '../training/denoiser-dataset.js';
import { DenoiserTrainer } from '../training/denoiser-trainer.js';
import { loadSynthesisModel, saveSynthesisModel } from '../weights/model-file.js';
import { COLOUR_STYLE_SIZE, colourStyle } from './colour-style.js';
import { styleBatch } from './style-batch.js';

beforeAll(() => setThreads(1));

const SIDE = 16;
const HALF = Uint8Array.from({ length: SIDE * SIDE }, (_, i) => (i < (SIDE * SIDE) / 2 ? 1 : 0));

/** Upper half of a hand's colour, lower half of a room's. */
function flat(hand: readonly number[], room: readonly number[]): Uint8Array {
  return Uint8Array.from(
    { length: 3 * SIDE * SIDE },
    (_, i) => (HALF[Math.floor(i / 3)] ? hand : room)[i % 3],
  );
}

const config: SynthesisModelConfig = {
  imageSize: SIDE,
  conditionMaps: ['normal'],
  network: {
    dim: 16,
    widths: [16],
    unshuffle: 2,
    blocksPerLevel: 1,
    initialKernel: 3,
    linearAttention: false,
    middleAttention: false,
  },
  diffusion: { ...SYNTHESIS_PRESETS.small.diffusion, backgroundWeight: 1 },
  style: { kind: 'colours', dropout: 0.2 },
};

describe('a look', () => {
  test('is the means and deviations of hand and surroundings', () => {
    const style = colourStyle(flat([255, 0, 127.5], [0, 255, 51]), HALF) as Float32Array;
    expect(style).toBeAllclose([1, -1, 127 / 127.5 - 1, 0, 0, 0, -1, 1, -0.6, 0, 0, 0], { absolute: 1e-6 });
    const striped = Uint8Array.from({ length: 3 * SIDE * SIDE }, (_, i) => (Math.floor(i / 3) % 2 ? 255 : 0));
    expect(colourStyle(striped, HALF)).toBeAllclose([0, 0, 0, 2, 2, 2, 0, 0, 0, 2, 2, 2]);
    // Objects count to neither; a hand of a few pixels has no look.
    expect(
      colourStyle(
        striped,
        HALF.map((label) => label && 2),
      ),
    ).toBeNull();
  });

  test('of another size is refused; without one the stand-in is used', () => {
    expect(() => styleBatch([[1, 2]], 12)).toThrow('style 0: expected 12 numbers for this denoiser, found 2');
    const denoiser = new Denoiser(
      { ...config.network, conditionChannels: 3, styleSize: 12 },
      new Random(1, 'style'),
    );
    scope(() =>
      noGrad(() => {
        const look = Float32Array.from({ length: 12 }, (_, i) => Math.sin(i));
        const run = (styles: (Float32Array | null)[]) =>
          denoiser.styleEmbedding(styles.length, styleBatch(styles, 12))?.toFloat32() as Float32Array;
        const [open, given] = [run([null]), run([look])];
        expect(open).not.toEqual(given);
        expect(run([look, null])).toBeAllclose([...given, ...open], { absolute: 1e-6 });
        expect(denoiser.styleEmbedding(1, null)?.toFloat32()).toBeAllclose(open, { absolute: 1e-6 });
      }),
    );
    denoiser.dispose();
  });

  test('a network that knows none is the paper’s, and refuses to be asked', async () => {
    const { style: _, ...plain } = config;
    const trainer = new DenoiserTrainer(plain, { ...SYNTHESIS_PRESETS.small.training, batchSize: 1 }, 1);
    const model = trainer.finish();
    expect([...model.denoiser.stateDict().keys()].filter((name) => name.includes('style'))).toEqual([]);
    const condition = {
      id: 'a',
      maps: { normal: flat([0, 0, 0], [0, 0, 0]) },
      orientation: [1, 0, 0, 0],
      style: new Float32Array(COLOUR_STYLE_SIZE),
    };
    await expect(synthesise(model, [condition]).next()).rejects.toThrow('this denoiser knows no styles');
    model.dispose();
  });

  test('asked for, comes out: after a short training dark rooms are dark and bright ones bright', async () => {
    const before = memory().tensors;
    const batchSize = 8;
    const steps = 110;
    const training = {
      ...SYNTHESIS_PRESETS.small.training,
      batchSize,
      steps,
      learningRate: 1e-2,
      warmupSteps: 5,
      precision: 'float32' as const,
      emaDecay: 0.9,
    };
    const trainer = new DenoiserTrainer(config, training, 1);
    const blank = flat([128, 128, 128], [128, 128, 128]);
    const grey = (value: number) => flat([value, value, value], [value, value, value]);
    const example = (random: Random): TrainingExample => {
      const image = grey(random.uniform(30, 225));
      const style = colourStyle(image, HALF);
      return { image, maps: { normal: blank }, orientation: [1, 0, 0, 0], foreground: null, style };
    };
    for (let step = 0; step < steps; step++) {
      await trainer.train(
        Array.from({ length: batchSize }, (_, i) => example(new Random(2, 'looks', step, i))),
      );
    }
    const model = trainer.finish();
    const folder = mkdtempSync(join(tmpdir(), 'style-'));
    const path = join(folder, 'model.safetensors');
    saveSynthesisModel(path, model);
    model.dispose();
    // What a model file says of itself includes that it knows styles.
    const again = loadSynthesisModel(path);
    rmSync(folder, { recursive: true });
    const conditions = [60, 200].map((value, i) => ({
      id: `${i}`,
      maps: { normal: blank },
      orientation: [1, 0, 0, 0],
      style: colourStyle(grey(value), HALF),
    }));
    const sampler = { method: 'ddim' as const, steps: 8, eta: 0, guidanceScale: 3 };
    const { value } = await synthesise(again, conditions, { sampler, groupSize: 2 }).next();
    const [dark, bright] = (value as { image: Uint8Array }[]).map(({ image }) => colourStyle(image, HALF));
    for (const k of [0, 1, 2, 6, 7, 8]) expect((bright?.[k] ?? 0) - (dark?.[k] ?? 0)).toBeGreaterThan(0.4);
    again.dispose();
    expect(memory().tensors).toBe(before);
  }, 60_000);
});
