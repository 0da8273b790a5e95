import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { empty, zeros } from '../ops/create.js';
import { Random } from '../random/random.js';
import { memory } from '../tensor/memory.js';
import { scope } from '../tensor/scope.js';
import type { Tensor } from '../tensor/tensor.js';
import * as nn from './index.js';

let live: number;
beforeEach(() => {
  live = memory().tensors;
});
afterEach(() => expect(memory().tensors).toBe(live));

interface Moments {
  mean: number;
  deviation: number;
  low: number;
  high: number;
  kurtosis: number;
}

function moments(values: Float32Array): Moments {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const power = (n: number) => values.reduce((sum, value) => sum + (value - mean) ** n, 0) / values.length;
  return {
    mean,
    deviation: Math.sqrt(power(2)),
    low: values.reduce((a, b) => Math.min(a, b)),
    high: values.reduce((a, b) => Math.max(a, b)),
    kurtosis: power(4) / power(2) ** 2,
  };
}

const COUNT = 200 * 100 * 9;

/** Five standard errors, so that chance fails one time in two million. */
function expectUniform(values: Float32Array, bound: number): void {
  const found = moments(values);
  const deviation = bound / Math.sqrt(3);
  expect(Math.abs(found.mean)).toBeLessThan((5 * deviation) / Math.sqrt(values.length));
  expect(found.deviation / deviation).toBeCloseTo(1, 1.5);
  expect(found.high).toBeLessThanOrEqual(Math.fround(bound));
  expect(found.high).toBeGreaterThan(0.99 * bound);
  expect(found.low).toBeLessThan(-0.99 * bound);
  expect(Math.abs(found.kurtosis - 1.8)).toBeLessThan(0.05);
}

function expectGaussian(values: Float32Array, mean: number, deviation: number): void {
  const found = moments(values);
  expect(Math.abs(found.mean - mean)).toBeLessThan((5 * deviation) / Math.sqrt(values.length));
  expect(Math.abs(found.deviation / deviation - 1)).toBeLessThan(5 / Math.sqrt(2 * values.length));
  expect(Math.abs(found.kurtosis - 3)).toBeLessThan(0.1);
}

function drawn(fill: (weight: Tensor) => void): Float32Array {
  return scope(() => {
    const weight = empty([200, 100, 3, 3]);
    fill(weight);
    return weight.toFloat32();
  });
}

describe('initialisers', () => {
  const random = new Random(5, 'init test');
  const fanIn = 900;
  const fanOut = 1800;

  test('uniform and normal', () => {
    expectUniform(
      drawn((w) => nn.init.uniform_(w, -0.5, 0.5, { random })),
      0.5,
    );
    expectGaussian(
      drawn((w) => nn.init.normal_(w, 2, 3, { random })),
      2,
      3,
    );
  });

  test('Kaiming', () => {
    // The default slope of PyTorch's layers, sqrt 5, gives 1 / sqrt(fan in).
    expectUniform(
      drawn((w) => nn.init.kaimingUniform_(w, { a: Math.sqrt(5), random })),
      1 / Math.sqrt(fanIn),
    );
    expectUniform(
      drawn((w) => nn.init.kaimingUniform_(w, { nonlinearity: 'relu', random })),
      Math.sqrt(6 / fanIn),
    );
    expectGaussian(
      drawn((w) => nn.init.kaimingNormal_(w, { mode: 'fanOut', nonlinearity: 'relu', random })),
      0,
      Math.sqrt(2 / fanOut),
    );
  });

  test('Xavier', () => {
    expectUniform(
      drawn((w) => nn.init.xavierUniform_(w, { gain: 2, random })),
      2 * Math.sqrt(6 / (fanIn + fanOut)),
    );
    expectGaussian(
      drawn((w) => nn.init.xavierNormal_(w, { random })),
      0,
      Math.sqrt(2 / (fanIn + fanOut)),
    );
  });

  test('truncated normal', () => {
    const values = drawn((w) => nn.init.truncatedNormal_(w, 0, 1, { low: -1, high: 1, random }));
    const found = moments(values);
    expect(Math.max(-found.low, found.high)).toBeLessThanOrEqual(1);
    // Variance of the standard normal cut at +-1: 1 - 2 phi(1) / (2 Phi(1) - 1).
    expect(found.deviation ** 2).toBeCloseTo(0.29112509, 2);
    expect(() => scope(() => nn.init.truncatedNormal_(zeros([2]), 0, 1, { low: 50, high: 51 }))).toThrow(
      'reach',
    );
  });

  test('constants', () => {
    expect(drawn((w) => nn.init.zeros_(w)).every((value) => value === 0)).toBe(true);
    expect(drawn((w) => nn.init.ones_(w)).every((value) => value === 1)).toBe(true);
    expect(() => scope(() => nn.init.kaimingUniform_(zeros([3])))).toThrow(
      'two or more dimensions, found [3]',
    );
  });

  test('gains', () => {
    expect(nn.init.gainOf('relu')).toBeCloseTo(Math.SQRT2, 12);
    expect(nn.init.gainOf('leakyRelu', 0.2)).toBeCloseTo(Math.sqrt(2 / 1.04), 12);
    expect(nn.init.gainOf('tanh')).toBeCloseTo(5 / 3, 12);
    expect(nn.init.gainOf('linear')).toBe(1);
  });
});

describe('how layers begin', () => {
  const random = new Random(6, 'layer test');

  function weights(layer: nn.Module): Map<string, Float32Array> {
    const values = new Map([...layer.stateDict()].map(([name, value]) => [name, value.toFloat32()]));
    layer.dispose();
    return values;
  }

  test('as PyTorch, by the fan in', () => {
    const linear = weights(new nn.Linear(400, 300, { random }));
    expectUniform(linear.get('weight')!, 1 / 20);
    expect(moments(linear.get('bias')!).high).toBeLessThanOrEqual(Math.fround(1 / 20));
    expect(moments(linear.get('bias')!).high).toBeGreaterThan(0.9 / 20);
    expectUniform(weights(new nn.Conv2d(50, 200, 3, { random })).get('weight')!, 1 / Math.sqrt(450));
    expectUniform(
      weights(new nn.Conv2d(50, 200, 3, { groups: 2, random })).get('weight')!,
      1 / Math.sqrt(225),
    );
    expectUniform(
      weights(new nn.ConvTranspose2d(50, 200, 3, { random })).get('weight')!,
      1 / Math.sqrt(1800),
    );
    expectGaussian(weights(new nn.Embedding(500, 100, { random })).get('weight')!, 0, 1);
    const attention = weights(new nn.MultiheadAttention(120, 4, { random }));
    expectUniform(attention.get('in_proj_weight')!, Math.sqrt(6 / 480));
    expect(attention.get('in_proj_bias')!.every((value) => value === 0)).toBe(true);
    expect(attention.get('out_proj.bias')!.every((value) => value === 0)).toBe(true);
  });

  test('norms begin as gain 1, offset 0', () => {
    const norm = weights(new nn.BatchNorm2d(2));
    expect(Object.fromEntries([...norm].map(([name, values]) => [name, [...values]]))).toEqual({
      weight: [1, 1],
      bias: [0, 0],
      running_mean: [0, 0],
      running_var: [1, 1],
      num_batches_tracked: [0],
    });
  });

  test('equal generators give equal weights, and other layers draw other numbers', () => {
    const make = (seed: number) =>
      nn.withRandom(new Random(seed), () => new nn.Sequential(new nn.Linear(3, 3), new nn.Linear(3, 3)));
    expect(weights(make(1))).toEqual(weights(make(1)));
    expect(weights(make(1))).not.toEqual(weights(make(2)));
    const one = weights(make(1));
    expect(one.get('0.weight')).not.toEqual(one.get('1.weight'));
  });

  test('without a generator, a network built on its own turn begins alike', async () => {
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    const make = () => weights(new nn.Sequential(new nn.Linear(3, 3), new nn.Linear(3, 3)));
    await turn();
    const first = make();
    const second = make();
    await turn();
    expect(make()).toEqual(first);
    expect(second).not.toEqual(first);
    expect(first.get('0.weight')).not.toEqual(first.get('1.weight'));
  });
});

test('a count of normal numbers is what is asked for', () => {
  expect(drawn((w) => nn.init.normal_(w, 0, 1, { random: new Random(1) })).length).toBe(COUNT);
});
