import { existsSync, readFileSync } from 'node:fs';
import { cat, type DType, noGrad, scope, setThreads, type Tensor, tensor } from '@handbooster/torch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FormulaTensors, goldenFolder } from '../../../test/support/formula-tensors.js';
import { inTwoPrecisions, roundingLimit, type TwoPrecisions } from '../../../test/support/rounding.js';
import { type NoiseSchedule, noiseSchedule, type ScheduleKind } from '../diffusion/noise-schedule.js';
import { guidedPredictor } from '../guided-predictor.js';
import { sampleDdim } from '../samplers/ddim.js';
import { Denoiser } from './denoiser.js';

interface Summary {
  shape: number[];
  mean: number;
  std: number;
  head: number[];
}

interface GoldenCase {
  dim: number;
  mults: number[];
  size: number;
  batch: number;
  params: number;
  t: number[];
  cond: Summary;
  null: Summary;
  guided: Summary;
  loss: number;
  /** Norm, and inner product with the probe, of each parameter's gradient. */
  grads: Record<string, [number, number]>;
  schedule_index?: number[];
  [key: string]: unknown;
}

const path = `${goldenFolder}/denoiser.json`;

/** The terms of the loss, beside the gradients of parameters. */
const LOSS = 'terms of the loss';

describe.skipIf(!existsSync(path))(`official denoiser and diffusion (${path})`, () => {
  const golden = existsSync(path)
    ? (JSON.parse(readFileSync(path, 'utf8')) as { salt: string; cases: GoldenCase[] })
    : { salt: '', cases: [] };
  const formula = new FormulaTensors(golden.salt);
  beforeAll(() => setThreads(1));

  golden.cases.forEach((expected) => {
    const { dim, mults, size } = expected;
    describe(`dim ${dim}, levels ${mults.join('-')}, ${size} x ${size}`, () => {
      let denoiser: Denoiser;
      beforeAll(() => {
        denoiser = goldenDenoiser(expected, formula);
      });
      afterAll(() => denoiser.dispose());
      const run = <T>(body: (inputs: Inputs) => T) => scope(() => body(goldenInputs(expected, formula)));
      /** Runs a program on network and inputs in float32 and in float64; the network stays float32. */
      const both = (program: (inputs: Inputs) => Iterable<readonly [string, Tensor]>) => {
        const results = inTwoPrecisions((dtype) => {
          denoiser.to({ dtype });
          return program(goldenInputs(expected, formula, dtype));
        });
        denoiser.to({ dtype: 'float32' });
        return results;
      };

      test('number and names of parameters', () => {
        run(() => {
          const parameters = [...denoiser.namedParameters()];
          expect(parameters.reduce((sum, [, parameter]) => sum + parameter.numel, 0)).toBe(expected.params);
          // The null vector takes no part in the recorded loss, so it has no recorded gradient.
          const recorded = new Set([...Object.keys(expected.grads), 'null_classes_emb']);
          expect(new Set(parameters.map(([name]) => name))).toEqual(recorded);
          expect(new Set(denoiser.stateDict().keys())).toEqual(recorded);
        });
      });

      test('output with orientation, and without', () => {
        scope(() => {
          const results = both(({ x, time, condition, orientation, all }) =>
            noGrad(() => [
              ['with', denoiser.forward(x, time, condition, orientation)],
              ['without', denoiser.forward(x, time, condition, orientation, all)],
            ]),
          );
          expectSummary(results.with, expected.cond);
          expectSummary(results.without, expected.null);
        });
      });

      test('guidance at scale 3', () => {
        scope(() => {
          const { guided } = both(({ x, time, condition, orientation, all }) =>
            noGrad(() => {
              const without = denoiser.forward(x, time, condition, orientation, all);
              const difference = denoiser.forward(x, time, condition, orientation).sub(without);
              return [['guided', without.add(difference, { alpha: 3 })]];
            }),
          );
          expectSummary(guided, expected.guided);
        });
      });

      test('guidance as the samplers compute it, sample by sample', () => {
        scope(() => {
          const { guided } = both(({ x, condition, orientation }) =>
            noGrad(() => {
              const rows = expected.t.map((time, i) => {
                const one = (tensor: Tensor) => tensor.slice(0, i, i + 1);
                const predict = guidedPredictor(denoiser, one(condition), one(orientation), {
                  scale: 3,
                  interval: [0, 1],
                  timesteps: 1000,
                });
                return predict(one(x), time);
              });
              return [['guided', cat(rows, 0)]];
            }),
          );
          expectSummary(guided, expected.guided);
        });
      });

      test('loss and gradients', () => {
        scope(() => {
          const results = both(({ x, time, condition, orientation }) => {
            const output = denoiser.forward(x, time, condition, orientation);
            const weighting = Float32Array.from(formula.unit('weighting', output.numel));
            const terms = output.mul(tensor(weighting, { shape: output.shape }).to({ dtype: output.dtype }));
            terms.sum().backward();
            const gradients = [...denoiser.namedParameters()]
              .filter(([name]) => name in expected.grads)
              .map(([name, parameter]) => [name, parameter.grad!.clone()] as const);
            return [...gradients, [LOSS, terms.detach()] as const];
          });
          for (const [name, pair] of Object.entries(results)) {
            const { exact, average } = roundingLimit(pair, name);
            // Errors of n numbers change their norm by no more than their own norm, root n times the average,
            // and their product with a vector by no more than both norms: Cauchy and Schwarz.
            const length = average * Math.sqrt(exact.length);
            if (name === LOSS) {
              const loss = exact.reduce((sum, value) => sum + value, 0);
              const absolute = length * Math.sqrt(exact.length);
              expect([loss]).toBeAllclose([expected.loss], { relative: 0, absolute });
              continue;
            }
            const [norm, probe] = expected.grads[name];
            const u = formula.unit(`probe:${name}`, exact.length);
            let [squares, product, weights, plainSum] = [0, 0, 0, 0];
            exact.forEach((value, i) => {
              squares += value * value;
              plainSum = Math.fround(plainSum + Math.fround(value * value));
              product += value * u[i];
              weights += u[i] * u[i];
            });
            const found = Math.sqrt(squares);
            // The recorded norms were themselves summed in float32, one square after the other, where
            // millions of small ones get lost beside the sum: measured here, and twice that allowed.
            const summing = 2 * Math.abs(Math.sqrt(plainSum) - found);
            expect([found], `${name}: norm`).toBeAllclose([norm], {
              relative: 0,
              absolute: length + summing,
            });
            const absolute = length * Math.sqrt(weights);
            expect([product], `${name}: probe`).toBeAllclose([probe], { relative: 0, absolute });
          }
        });
      });

      for (const kind of ['linear', 'cosine'] as const) {
        const columns = expected[`schedule_${kind}`] as Record<string, number[]> | undefined;
        if (!columns || !expected.schedule_index) continue;
        test(`${kind} schedule`, () => expectSchedule(kind, columns, expected.schedule_index!));
      }

      for (const key of Object.keys(expected)) {
        const ddim = /^ddim(\d+)_eta0_scale(\d+)$/.exec(key);
        if (!ddim) continue;
        test(`${ddim[1]} DDIM steps, guidance ${ddim[2]}`, () => {
          scope(() => {
            const schedule = noiseSchedule('linear', 1000);
            const { image } = both(({ x, condition, orientation }) =>
              noGrad(() => {
                const predict = guidedPredictor(denoiser, condition, orientation, {
                  scale: Number(ddim[2]),
                  interval: [0, 1],
                  timesteps: schedule.timesteps,
                });
                const values = formula.signed('start', x.numel).map((value) => 1.7 * value);
                const start = tensor(Float32Array.from(values), { shape: x.shape }).to({ dtype: x.dtype });
                const noise = () => {
                  throw new Error('eta 0 needs no noise');
                };
                const options = { steps: Number(ddim[1]), eta: 0 };
                const image = sampleDdim({ schedule, start, predict, noise }, options);
                // Recorded as the release returns images: 0 ... 1.
                return [['image', image.add(1).mul(0.5)]];
              }),
            );
            expectSummary(image, expected[key] as Summary);
          });
        });
      }
    });
  });
});

interface Inputs {
  x: Tensor;
  time: Tensor;
  condition: Tensor;
  orientation: Tensor;
  /** Flags that drop every row's orientation. */
  all: Tensor;
}

function goldenDenoiser({ dim, mults }: GoldenCase, formula: FormulaTensors): Denoiser {
  const denoiser = new Denoiser({ dim, multipliers: mults });
  noGrad(() => {
    for (const [name, parameter] of denoiser.namedParameters()) {
      parameter.copyFrom(formula.parameter(name, parameter.shape));
    }
  });
  return denoiser;
}

function goldenInputs(
  { batch, size, t }: GoldenCase,
  formula: FormulaTensors,
  dtype: DType = 'float32',
): Inputs {
  const signed = (name: string, shape: number[]) => {
    const count = shape.reduce((product, side) => product * side, 1);
    return tensor(Float32Array.from(formula.signed(name, count)), { shape }).to({ dtype });
  };
  const orientation = signed('orientation', [batch, 4]);
  const length = orientation.mul(orientation).sum([1], true).sqrt();
  return {
    x: signed('x', [batch, 3, size, size]),
    time: tensor(Float32Array.from(t)).to({ dtype }),
    condition: signed('condition', [batch, 6, size, size]),
    orientation: orientation.div(length),
    all: tensor(new Uint8Array(batch).fill(1)).to({ dtype: 'bool' }),
  };
}

function expectSummary(found: TwoPrecisions, expected: Summary): void {
  expect(found.double.shape).toEqual(expected.shape);
  const { exact, each, average } = roundingLimit(found);
  const mean = exact.reduce((sum, value) => sum + value, 0) / exact.length;
  const variance = exact.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (exact.length - 1);
  const head = exact.subarray(0, expected.head.length);
  expect(head).toBeAllclose(expected.head, { relative: 0, absolute: each });
  const both = [mean, Math.sqrt(variance)];
  expect(both).toBeAllclose([expected.mean, expected.std], { relative: 0, absolute: average });
}

function expectSchedule(kind: ScheduleKind, columns: Record<string, number[]>, index: number[]): void {
  const schedule = noiseSchedule(kind, 1000);
  const names: Record<string, keyof NoiseSchedule> = {
    betas: 'betas',
    alphas_cumprod: 'alphasCumprod',
    posterior_variance: 'posteriorVariance',
    posterior_mean_coef1: 'posteriorMeanCoefficient1',
    posterior_mean_coef2: 'posteriorMeanCoefficient2',
    loss_weight: 'signalToNoise',
  };
  for (const [column, values] of Object.entries(columns)) {
    const ours = schedule[names[column]] as Float32Array;
    expect(ours, column).toBeDefined();
    expect(
      index.map((time) => ours[time]),
      column,
    ).toBeAllclose(values, { relative: 1e-6, absolute: 1e-12 });
  }
}
