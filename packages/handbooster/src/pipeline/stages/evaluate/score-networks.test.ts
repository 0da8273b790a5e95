import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nn, type Tensor, tensor } from '@handbooster/torch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SHARD_OBJECTS, writeShardsFixture } from '../../../../test/fixtures/shards-fixture.js';
import { mean } from '../../../base/numbers/mean.js';
import { SILENT_PROGRESS } from '../../../base/progress.js';
import { RealSplit } from '../../../datasets/real/real-split.js';
import type { Sample } from '../../../datasets/sample/sample.js';
import { readShards } from '../../../datasets/shards/read-shards.js';
import type { HandGeometry } from '../../../evaluation/metrics/hand-metrics.js';
import { decodeHands } from '../../../hand/decode-hands.js';
import { loadBuiltinHand } from '../../../hand/model/builtin-hand.js';
import type {
  ReconstructionNetwork,
  ReconstructionOutput,
} from '../../../reconstruction/networks/reconstruction-network.js';
import type { MethodScores } from '../../outputs/scores.js';
import { scoreNetworks } from './score-networks.js';

const hand = loadBuiltinHand();
const folder = mkdtempSync(join(tmpdir(), 'scores-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Points = { vertices: Float32Array; joints: Float32Array };

/**
 * A network that says what it was told to: at each call the next list, over and over as the group is filled
 * up.
 */
class Told extends nn.Module implements ReconstructionNetwork {
  readonly inputSize = 64;
  #calls = 0;

  constructor(readonly answers: readonly (readonly Points[])[]) {
    super();
  }

  override forward(image: Tensor): ReconstructionOutput {
    const count = image.shape[0];
    const answers = this.answers[this.#calls++];
    const said = Array.from({ length: count }, (_, i) => answers[i % answers.length]);
    const joined = (name: keyof Points) => {
      const width = said[0][name].length;
      const values = new Float32Array(count * width);
      said.forEach((one, i) => {
        values.set(one[name], i * width);
      });
      return tensor(values, { shape: [count, width / 3, 3] });
    };
    return {
      vertices: joined('vertices'),
      joints: joined('joints'),
      joints2d: tensor(new Float32Array(count * 42), { shape: [count, 21, 2] }),
    };
  }
}

/** Each point of a hand, the first of which is its wrist. */
const mapped = (points: Points, change: (offset: number[]) => number[]): Points => {
  const wrist = points.joints.slice(0, 3);
  const each = (list: Float32Array) => {
    const out = new Float32Array(list.length);
    for (let i = 0; i < list.length; i += 3) {
      out.set(
        change([0, 1, 2].map((k) => list[i + k] - wrist[k])).map((x, k) => x + wrist[k]),
        i,
      );
    }
    return out;
  };
  return { vertices: each(points.vertices), joints: each(points.joints) };
};

/** Millimetres between points of two hands, each from its own wrist, in the mean. */
function apart(a: HandGeometry, b: HandGeometry, name: keyof HandGeometry): number {
  const count = a[name].length / 3;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const d = [0, 1, 2].map((k) => a[name][3 * i + k] - a.joints[k] - b[name][3 * i + k] + b.joints[k]);
    sum += 1000 * Math.hypot(...d);
  }
  return sum / count;
}

describe('scoreNetworks', () => {
  let samples: Sample[];
  let truths: Points[];
  let scores: MethodScores;
  const rest = decodeHands(hand, new Float32Array(48), null);

  beforeAll(async () => {
    const shards = join(folder, 'shards');
    await writeShardsFixture(shards, hand);
    const reader = await readShards(shards);
    samples = await Promise.all([0, 1, 2, 3, 4].map((i) => reader.load(i)));
    truths = samples.map(({ hand: { pose, betas } }) => decodeHands(hand, pose, betas) as Points);
    // All of it 10 mm beside the wrist, which stays; and larger by a tenth, turned by a right angle.
    const beside = truths.map((truth) =>
      mapped(truth, ([x, y, z]) => (x === 0 && y === 0 && z === 0 ? [x, y, z] : [x + 0.01, y, z])),
    );
    const turned = truths.map((truth) => mapped(truth, ([x, y, z]) => [-1.1 * y, 1.1 * x, 1.1 * z]));
    const bySplit = (all: Points[]) => [all.slice(0, 3), all.slice(3)];
    scores = await scoreNetworks({
      tests: ['first', 'second'],
      open: async (split) => RealSplit.of(split === 'first' ? samples.slice(0, 3) : samples.slice(3), split),
      networks: [
        { method: 'real', network: new Told(bySplit(beside)) },
        { method: 'real + synthetic', network: new Told(bySplit(turned)) },
      ],
      mean: rest,
      hand,
      objects: SHARD_OBJECTS,
      imageSize: 64,
      reflection: 'refused',
      folder,
      progress: SILENT_PROGRESS,
      signal: new AbortController().signal,
    });
  });

  it('has a row of each method on each split, in their order', () => {
    expect(scores.rows.map(({ split, method, samples }) => [split, method, samples])).toEqual([
      ['first', 'mean hand', 3],
      ['first', 'real', 3],
      ['first', 'real + synthetic', 3],
      ['second', 'mean hand', 2],
      ['second', 'real', 2],
      ['second', 'real + synthetic', 2],
    ]);
    expect(scores.samples.map(({ split, id }) => `${split} ${id}`)).toHaveLength(15);
  });

  // Coordinates up to a quarter of a metre in float32, sums and differences of four of them: 1e-4 mm in all.
  const MILLIMETRES = 3;

  it('has the errors that the predictions were made with', () => {
    for (const { method, rootRelative, aligned } of scores.rows) {
      if (method === 'real') {
        expect(rootRelative.jointError).toBeCloseTo((10 * 20) / 21, MILLIMETRES);
        expect(rootRelative.vertexError).toBeCloseTo(10, MILLIMETRES);
      }
      if (method === 'real + synthetic') {
        // A turn and a scale are what alignment takes away.
        expect(aligned.jointError).toBeCloseTo(0, MILLIMETRES);
        expect(aligned.vertexError).toBeCloseTo(0, MILLIMETRES);
        expect(rootRelative.jointError).toBeGreaterThan(20);
      }
    }
  });

  it('has the mean of what each sample is off by, of the hand that has learned nothing too', () => {
    for (const [split, from, to] of [
      ['first', 0, 3],
      ['second', 3, 5],
    ] as const) {
      const row = scores.rows.find((one) => one.split === split && one.method === 'mean hand');
      const own = truths.slice(from, to);
      for (const [name, error] of [
        ['joints', row?.rootRelative.jointError],
        ['vertices', row?.rootRelative.vertexError],
      ] as const) {
        expect(error).toBeCloseTo(mean(own.map((truth) => apart(rest, truth, name))), MILLIMETRES);
      }
    }
  });

  it('says of each sample what it shows, and draws the largest errors of each split', () => {
    const [first] = scores.samples;
    expect(first).toMatchObject({ id: samples[0].id, subject: 'subject 0', object: '003_cracker_box' });
    expect(scores.samples.find(({ id }) => id === samples[3].id)?.object).toBe('my_jug');
    for (const { visible } of scores.samples) {
      expect(visible).toBeGreaterThanOrEqual(0);
      expect(visible).toBeLessThanOrEqual(1);
    }
    for (const split of ['first', 'second']) {
      expect(existsSync(join(folder, `worst-${split}.png`))).toBe(true);
    }
  });

  it('stops when it is told to', async () => {
    const stopped = scoreNetworks({
      tests: ['first'],
      open: async () => RealSplit.of(samples, 'first'),
      networks: [],
      mean: rest,
      hand,
      objects: [],
      imageSize: 64,
      reflection: 'allowed',
      folder,
      progress: SILENT_PROGRESS,
      signal: AbortSignal.abort(),
    });
    await expect(stopped).rejects.toThrow(/stopped/);
  });
});
