import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memory, Random, setThreads } from '@handbooster/torch';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '../../base/errors/input-error.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { NO_PATCHES, type PatchSource } from '../patches/patch-source.js';
import { predictHands } from '../prediction/predict-hands.js';
import { createNetwork, loadNetwork, saveNetwork } from '../weights/network-file.js';
import { BatchOrder } from './batch-order.js';
import { trainReconstruction } from './train-reconstruction.js';

setThreads(1);
const hand = loadBuiltinHand('right');
const SIZE = 64;

/** Random pictures with random hands: what is learned does not matter here. */
const source: PatchSource = {
  count: 6,
  patch(index, augmentation) {
    const random = new Random('patch', index);
    const shift = augmentation === null ? 0 : augmentation.uniform(0, 0.1);
    return {
      image: random.fillUniform(new Float32Array(3 * SIZE * SIZE)).map((value) => Math.min(1, value + shift)),
      pose: random.fillNormal(new Float32Array(48), 0, 0.3),
      betas: random.fillNormal(new Float32Array(10)),
      joints2d: random.fillUniform(new Float32Array(42)),
    };
  },
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'handbooster-train-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Scores of the looks after two, four, ... steps, as if the network got worse after the second of them. */
const SCORES = [9, 5, 7, 8];

async function train(
  name: string,
  stopAfter = Number.POSITIVE_INFINITY,
  looks = false,
): Promise<{ finished: boolean; log: string; weights: Buffer; best: number[] }> {
  const network = createNetwork('mobrecon-s', hand, SIZE, 3);
  const controller = new AbortController();
  const path = join(folder, name);
  const best: number[] = [];
  let done = 0;
  const finished = await trainReconstruction({
    network,
    hand,
    real: source,
    synthetic: NO_PATCHES,
    options: { images: 12, batch: 3, seed: 5, checkpointEvery: 2 },
    folder: path,
    signal: controller.signal,
    validation: looks
      ? { every: 1, look: async () => ({ score: SCORES[done - 1], jointError: done }) }
      : undefined,
    onBest: (step, score) => best.push(step, score),
    onStep: (step) => {
      done = step;
      if (step >= stopAfter) controller.abort();
    },
  });
  saveNetwork(join(path, 'network.safetensors'), 'mobrecon-s', network, hand);
  network.dispose();
  return {
    finished,
    log: readFileSync(join(path, 'log.jsonl'), 'utf8'),
    weights: readFileSync(join(path, 'network.safetensors')),
    best,
  };
}

describe('training a reconstruction network', () => {
  it('that was stopped and resumed ends, bit for bit, where an uninterrupted one does', async () => {
    const before = memory().tensors;
    const whole = await train('whole');
    const stopped = await train('resumed', 3);
    expect(stopped.finished).toBe(false);
    const resumed = await train('resumed');
    expect(resumed.finished).toBe(true);
    expect(resumed.log).toBe(whole.log);
    expect(resumed.log.trim().split('\n')).toHaveLength(4);
    expect(resumed.weights.equals(whole.weights)).toBe(true);
    expect(stopped.weights.equals(whole.weights)).toBe(false);
    expect(memory().tensors).toBe(before);
  });

  it('ends with the weights of the best look, which a resumed training chooses as well', async () => {
    const whole = await train('whole', undefined, true);
    expect(whole.best).toEqual([2, 5]);
    const looks = readFileSync(join(folder, 'whole', 'validation.jsonl'), 'utf8');
    expect(
      looks
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(SCORES.map((score, i) => ({ step: i, score, jointError: i + 1 })));
    await train('resumed', 3, true);
    const resumed = await train('resumed', undefined, true);
    expect(resumed.best).toEqual([2, 5]);
    expect(resumed.weights.equals(whole.weights)).toBe(true);
    expect(readFileSync(join(folder, 'resumed', 'validation.jsonl'), 'utf8')).toBe(looks);
    const last = await train('last');
    expect(last.weights.equals(whole.weights)).toBe(false);
    // What was chosen is what the network was after two steps.
    const two = await train('two', 2);
    expect(two.weights.equals(whole.weights)).toBe(true);
  });

  it('asks for the patches of the next batch before it learns from this one', async () => {
    const network = createNetwork('mobrecon-s', hand, SIZE, 3);
    let asked = 0;
    const seen: number[] = [];
    const run = (broken = Number.POSITIVE_INFINITY) =>
      trainReconstruction({
        network,
        hand,
        real: {
          count: 6,
          patch(index, random) {
            if (++asked > broken) throw new InputError(`picture ${asked} is damaged`);
            return source.patch(index, random);
          },
        },
        synthetic: NO_PATCHES,
        options: { images: 12, batch: 3, seed: 5 },
        folder: join(folder, `ahead-${broken}`),
        onStep: () => seen.push(asked),
      });
    await run();
    expect(seen).toEqual([6, 9, 12, 12]);
    // A picture at fault stops the training when its batch is due, not before.
    asked = 0;
    seen.length = 0;
    await expect(run(7)).rejects.toThrow('picture 8 is damaged');
    expect(seen).toHaveLength(2);
    network.dispose();
  });

  it('saves weights that predict the same when loaded, alone or among others', () => {
    const network = createNetwork('mobrecon-s', hand, SIZE, 1);
    const path = join(folder, 'network.safetensors');
    saveNetwork(path, 'mobrecon-s', network, hand);
    const loaded = loadNetwork(path, hand);
    const images = new Random('images').fillUniform(new Float32Array(2 * 3 * SIZE * SIZE));
    const both = predictHands(network, images);
    expect(predictHands(loaded, images).vertices).toEqual(both.vertices);
    const alone = predictHands(loaded, images.subarray(0, 3 * SIZE * SIZE));
    expect(alone.vertices).toEqual(both.vertices.subarray(0, alone.vertices.length));
    network.dispose();
    loaded.dispose();
  });

  it('refuses weights of another hand model, and another size than the network has', () => {
    const network = createNetwork('mobrecon-s', hand, SIZE, 1);
    const path = join(folder, 'network.safetensors');
    saveNetwork(path, 'mobrecon-s', network, hand);
    network.dispose();
    expect(() => loadNetwork(path, { ...hand, hash: 'another' })).toThrow(/trained for hand model/);
    expect(() => createNetwork('mobrecon-s', hand, 128)).toThrow(InputError);
  });
});

describe('the order of training data', () => {
  const steps = (options: Partial<ConstructorParameters<typeof BatchOrder>[0]>, count: number) => {
    const order = new BatchOrder({
      seed: 1,
      batch: 4,
      real: 6,
      synthetic: 0,
      syntheticShare: 0.5,
      ...options,
    });
    return Array.from({ length: count }, (_, step) => order.step(step));
  };

  it('shows every item once an epoch, in another order each time', () => {
    const draws = steps({}, 3).flat();
    const epoch = (number: number) => draws.filter((draw) => draw.epoch === number).map(({ index }) => index);
    expect([...epoch(0)].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect([...epoch(1)].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(epoch(0)).not.toEqual(epoch(1));
  });

  it('of a step does not depend on the steps before', () => {
    const order = new BatchOrder({ seed: 1, batch: 4, real: 6, synthetic: 3, syntheticShare: 0.5 });
    expect(order.step(7)).toEqual(steps({ synthetic: 3 }, 8)[7]);
  });

  it('over an epoch shows every real item once, and synthetic ones to their share', () => {
    const options = { mixing: 'epoch', real: 6, synthetic: 5, syntheticShare: 0.25, batch: 4 } as const;
    // Two synthetic items an epoch: epochs of eight, two batches each.
    for (const epoch of [0, 1, 2]) {
      const draws = steps(options, 6)
        .slice(2 * epoch, 2 * epoch + 2)
        .flat();
      const real = draws.filter((draw) => !draw.synthetic).map(({ index }) => index);
      expect([...real].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    }
    const synthetic = steps(options, 6)
      .flat()
      .filter((draw) => draw.synthetic);
    const first = synthetic.filter(({ epoch }) => epoch === 0).map(({ index }) => index);
    expect(first.sort()).toEqual([0, 1, 2, 3, 4]);
    const perBatch = steps(options, 6).map((draws) => draws.filter((draw) => draw.synthetic).length);
    expect(new Set(perBatch).size).toBeGreaterThan(1);
  });

  it('mixes the share that was asked for, and what there is where one kind is missing', () => {
    const synthetic = (options: object) => steps(options, 1)[0].filter((draw) => draw.synthetic).length;
    expect(synthetic({ synthetic: 10, syntheticShare: 0.25 })).toBe(1);
    expect(synthetic({ synthetic: 0 })).toBe(0);
    expect(synthetic({ real: 0, synthetic: 10 })).toBe(4);
    expect(() => steps({ real: 0 }, 1)).toThrow(/nothing to train on/);
  });
});
