import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '@handbooster/torch/random';
import { expect, it } from 'vitest';
import { HandMetrics } from '../../../evaluation/metrics/hand-metrics.js';
import { readSplitPart, writeSplitPart } from './split-part.js';

const VERTICES = 30;

it('parts of a split add up to the metrics of the whole, and come back from disk to the last bit', () => {
  const folder = mkdtempSync(join(tmpdir(), 'handbooster-split-part-'));
  const random = new Random(3, 'hands');
  const hand = () => ({
    joints: random.fillNormal(new Float32Array(63)).map((value) => 0.02 * value),
    vertices: random.fillNormal(new Float32Array(3 * VERTICES)).map((value) => 0.02 * value),
  });
  const pairs = Array.from({ length: 7 }, () => [hand(), hand()] as const);
  const whole = new HandMetrics(VERTICES);
  const sum = new HandMetrics(VERTICES);
  for (const [first, end] of [
    [0, 4],
    [4, 7],
  ]) {
    const part = new HandMetrics(VERTICES);
    const samples = pairs.slice(first, end).map(([predicted, truth], i) => {
      const errors = part.add(predicted, truth);
      expect(errors).toEqual(whole.add(predicted, truth));
      return {
        split: 's',
        method: 'm',
        id: String(i),
        sequence: 'q',
        object: 'o',
        subject: 'p',
        view: 'v',
        visible: null,
        errors,
      };
    });
    const worst = [{ index: first, error: 1 / 3, ...pairs[first][0], other: pairs[first][1] }];
    const file = join(folder, 'parts', `${first}.safetensors`);
    writeSplitPart(file, { methods: [{ metrics: part.state, samples }], worst });
    const read = readSplitPart(file);
    expect(read.worst).toEqual(worst);
    expect(read.methods[0].samples).toEqual(samples);
    sum.addState(read.methods[0].metrics);
  }
  expect(sum.samples).toBe(7);
  const [added, direct] = [sum.scores(), whole.scores()];
  // Sums in another order: a few roundings of doubles.
  for (const half of ['rootRelative', 'aligned'] as const) {
    expect(Object.values(added[half])).toBeAllclose(Object.values(direct[half]), {
      absolute: 0,
      relative: 1e-14,
    });
  }
  // Counts are whole numbers.
  expect(sum.curves()).toEqual(whole.curves());
  rmSync(folder, { recursive: true });
});
