import { scope, setThreads, type Tensor, tensor } from '@handbooster/torch';
import { expect, test } from 'vitest';
import type { PublishedTraining, TrainingLabels, TrainingLoss } from '../networks/network-kind.js';
import { NETWORK_KINDS } from '../networks/network-kinds.js';
import { learningRateAt } from './learning-rate.js';
import { mixedLoss } from './mixed-loss.js';

setThreads(1);

test('a synthetic item counts its weight, and the whole stays a mean', () => {
  scope(() => {
    // One number an item stands for all of its outputs; the loss is its mean.
    const column = (values: number[]) => tensor(Float32Array.from(values), { shape: [values.length, 1] });
    const values = column([1, 2, 30, 50]);
    const labels = { pose: values, betas: values, joints2d: values } as unknown as TrainingLabels;
    const output = { vertices: values, joints: values, joints2d: values };
    const lossOf: TrainingLoss = ({ vertices }, { pose }) => {
      expect(pose.shape).toEqual((vertices as Tensor).shape);
      return (vertices as Tensor).mean();
    };
    const at = (real: number, weight: number) => mixedLoss(lossOf, output, labels, real, weight).item();
    expect(at(2, 1)).toBeCloseTo(83 / 4, 5);
    expect(at(2, 0.25)).toBeCloseTo((1 + 2 + 0.25 * 80) / 2.5, 5);
    expect(at(2, 3)).toBeCloseTo((1 + 2 + 3 * 80) / 8, 4);
    expect(at(4, 0.25)).toBeCloseTo(83 / 4, 5);
    expect(at(0, 0.25)).toBeCloseTo(83 / 4, 5);
    // Synthetic items may have a loss of their own.
    const doubled: TrainingLoss = (...given) => lossOf(...given).mul(2);
    const own = (real: number, weight: number) =>
      mixedLoss(lossOf, output, labels, real, weight, doubled).item();
    expect(own(2, 1)).toBeCloseTo((1 + 2 + 2 * 80) / 4, 5);
    expect(own(2, 3)).toBeCloseTo((1 + 2 + 3 * 2 * 80) / 8, 4);
    expect(own(0, 1)).toBeCloseTo((2 * 83) / 4, 5);
    expect(own(4, 1)).toBeCloseTo(83 / 4, 5);
  });
});

test('rates fall where the networks are published to have them fall', () => {
  const rate = (name: 'mobrecon' | 'handoccnet', epoch: number, epochs: number) => {
    const { learningRate, schedule } = NETWORK_KINDS[name].published as PublishedTraining;
    return learningRate * learningRateAt(schedule, epoch * 100, epochs * 100, 0);
  };
  expect([0, 59, 60, 75].map((epoch) => rate('mobrecon', epoch, 76))).toEqual([1e-3, 1e-3, 1e-4, 1e-4]);
  expect(rate('handoccnet', 1, 50)).toBeCloseTo(1e-4, 12);
  expect(rate('handoccnet', 2, 50)).toBeCloseTo(0.9e-4, 12);
  expect(rate('handoccnet', 49, 50)).toBeCloseTo(1e-4 * 0.9 ** 24, 12);
  expect(learningRateAt('cosine', 5, 100, 0.1)).toBeLessThan(1);
  expect(learningRateAt('constant', 99, 100, 0.1)).toBe(1);
});
