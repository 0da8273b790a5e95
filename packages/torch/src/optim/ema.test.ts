import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { noGrad } from '../autograd/modes.js';
import { setThreads } from '../engine/threads.js';
import { parseSafetensors } from '../io/safetensors/read-safetensors.js';
import { encodeSafetensors } from '../io/safetensors/write-safetensors.js';
import * as nn from '../nn/index.js';
import { memory } from '../tensor/memory.js';
import { scope } from '../tensor/scope.js';
import { Ema } from './ema.js';

beforeAll(() => setThreads(1));

let live: number;
beforeEach(() => {
  live = memory().tensors;
});
afterEach(() => expect(memory().tensors).toBe(live));

const make = () => new nn.BatchNorm1d(1);
const set = (model: nn.BatchNorm1d, value: number) => {
  noGrad(() => {
    model.weight!.fill_(value);
    model.runningMean!.fill_(-value);
    model.numBatchesTracked!.fill_(value);
  });
};
const average = (ema: Ema, name = 'weight') => ema.averages.get(name)!.item();

test('the average is that of its definition', () => {
  const model = make();
  set(model, 0);
  const ema = new Ema(model, { decay: 0.9, every: 2 });
  let expected = 0;
  for (let step = 1; step <= 10; step++) {
    set(model, step);
    ema.update();
    if (step % 2 === 0) expected = 0.9 * expected + 0.1 * step;
    expect(average(ema)).toBeCloseTo(expected, 5);
    expect(average(ema, 'running_mean')).toBeCloseTo(-expected, 5);
  }
  // Whole numbers are copied.
  expect(average(ema, 'num_batches_tracked')).toBe(10);
  ema.dispose();
  model.dispose();
});

test('before its start the average is the weights; warm-up rules are as stated', () => {
  const model = make();
  const ema = new Ema(model, { decay: 0.99, every: 1, start: 2, warmup: 'count' });
  for (const value of [3, 4]) {
    set(model, value);
    ema.update();
    expect(average(ema)).toBe(value);
  }
  expect(ema.decay).toBeCloseTo(0.1, 12);
  set(model, 14);
  ema.update();
  expect(average(ema)).toBeCloseTo(0.1 * 4 + 0.9 * 14, 5);
  expect(ema.decay).toBeCloseTo(2 / 11, 12);
  const power = new Ema(model, { decay: 0.5, every: 1, warmup: 'power' });
  expect(power.decay).toBe(0);
  power.update();
  expect(power.decay).toBeCloseTo(1 - 2 ** (-2 / 3), 12);
  for (let i = 0; i < 5; i++) power.update();
  expect(power.decay).toBe(0.5);
  ema.dispose();
  power.dispose();
  model.dispose();
});

test('the averages stand in for the weights, also across an await and past an error', async () => {
  const model = make();
  set(model, 1);
  const ema = new Ema(model);
  set(model, 2);
  const weight = () => model.weight!.item();
  expect(ema.swapped(weight)).toBe(1);
  expect(weight()).toBe(2);
  await ema.swapped(async () => {
    await Promise.resolve();
    expect(weight()).toBe(1);
  });
  expect(weight()).toBe(2);
  expect(() =>
    ema.swapped(() => {
      throw new Error('evaluation failed');
    }),
  ).toThrow('evaluation failed');
  expect(weight()).toBe(2);
  expect(average(ema)).toBe(1);
  ema.copyTo();
  expect(weight()).toBe(1);
  ema.dispose();
  model.dispose();
});

test('a saved average goes on bit for bit, and updates leave nothing behind', () => {
  const model = make();
  const options = { decay: 0.9, every: 3, warmup: 'count' } as const;
  const whole = new Ema(model, options);
  const steps = (ema: Ema, from: number, to: number) => {
    for (let step = from; step < to; step++) {
      set(model, Math.sin(step));
      scope(() => ema.update());
    }
  };
  steps(whole, 0, 10);
  const saved = parseSafetensors(encodeSafetensors(whole.stateDict()));
  const before = memory();
  steps(whole, 10, 40);
  expect(memory()).toEqual(before);
  const resumed = new Ema(model, options);
  resumed.loadStateDict(saved);
  steps(resumed, 10, 40);
  expect(resumed.stateDict()).toEqual(whole.stateDict());
  expect(() => resumed.loadStateDict(new Map())).toThrow('missing: ema.counts');
  whole.dispose();
  resumed.dispose();
  model.dispose();
});

test('wrong settings are told', () => {
  const model = make();
  expect(() => new Ema(model, { decay: 1.5 })).toThrow('Ema decay: expected 0 ... 1');
  expect(() => new Ema(model, { every: 0 })).toThrow('Ema every');
  model.dispose();
});
