import { existsSync, readFileSync } from 'node:fs';
import { noGrad, scope, setThreads, type Tensor, tensor } from '@handbooster/torch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FormulaTensors, goldenFolder } from '../../../test/support/formula-tensors.js';
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
        run(({ x, time, condition, orientation, all }) => {
          noGrad(() => {
            expectSummary(denoiser.forward(x, time, condition, orientation), expected.cond);
            expectSummary(denoiser.forward(x, time, condition, orientation, all), expected.null);
          });
        });
      });

      test('guidance at scale 3', () => {
        run(({ x, time, condition, orientation, all }) => {
          noGrad(() => {
            const without = denoiser.forward(x, time, condition, orientation, all);
            const difference = denoiser.forward(x, time, condition, orientation).sub(without);
            expectSummary(without.add(difference, { alpha: 3 }), expected.guided);
          });
        });
      });

      test('guidance as the samplers compute it, sample by sample', () => {
        run(({ x, condition, orientation }) => {
          noGrad(() => {
            const rows = expected.t.map((time, i) => {
              const one = (tensor: Tensor) => tensor.slice(0, i, i + 1);
              const predict = guidedPredictor(denoiser, one(condition), one(orientation), {
                scale: 3,
                interval: [0, 1],
                timesteps: 1000,
              });
              return predict(one(x), time).toFloat32();
            });
            expectSummaryOf(concatenate(rows), expected.guided);
          });
        });
      });

      test('loss and gradients', () => {
        run(({ x, time, condition, orientation }) => {
          const output = denoiser.forward(x, time, condition, orientation);
          const weighting = tensor(Float32Array.from(formula.unit('weighting', output.numel)), {
            shape: output.shape,
          });
          const loss = output.mul(weighting).sum();
          expect([loss.item()]).toBeAllclose([expected.loss], { relative: 1e-4 });
          loss.backward();
          for (const [name, parameter] of denoiser.namedParameters()) {
            if (!(name in expected.grads)) continue;
            const [norm, probe] = expected.grads[name];
            const gradient = parameter.grad!.toFloat32();
            const u = formula.unit(`probe:${name}`, gradient.length);
            let squares = 0;
            let product = 0;
            gradient.forEach((value, i) => {
              squares += value * value;
              product += value * u[i];
            });
            expect([Math.sqrt(squares)], `${name}: norm`).toBeAllclose([norm], {
              relative: 2e-4,
              absolute: 1e-5,
            });
            // Terms of an inner product cancel: its error goes with the norms of its factors.
            const scale = norm * Math.sqrt(gradient.length / 3);
            expect([product], `${name}: probe`).toBeAllclose([probe], {
              relative: 1e-4,
              absolute: 1e-4 * scale,
            });
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
          run(({ x, condition, orientation }) => {
            noGrad(() => {
              const schedule = noiseSchedule('linear', 1000);
              const predict = guidedPredictor(denoiser, condition, orientation, {
                scale: Number(ddim[2]),
                interval: [0, 1],
                timesteps: schedule.timesteps,
              });
              const values = formula.signed('start', x.numel).map((value) => 1.7 * value);
              const image = sampleDdim(
                {
                  schedule,
                  start: tensor(Float32Array.from(values), { shape: x.shape }),
                  predict,
                  noise: () => {
                    throw new Error('eta 0 needs no noise');
                  },
                },
                { steps: Number(ddim[1]), eta: 0 },
              );
              // Recorded as the release returns images: 0 ... 1.
              expectSummary(image.add(1).mul(0.5), expected[key] as Summary);
            });
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

function goldenInputs({ batch, size, t }: GoldenCase, formula: FormulaTensors): Inputs {
  const signed = (name: string, shape: number[]) => {
    const count = shape.reduce((product, side) => product * side, 1);
    return tensor(Float32Array.from(formula.signed(name, count)), { shape });
  };
  const orientation = signed('orientation', [batch, 4]);
  const length = orientation.mul(orientation).sum([1], true).sqrt();
  return {
    x: signed('x', [batch, 3, size, size]),
    time: tensor(Float32Array.from(t)),
    condition: signed('condition', [batch, 6, size, size]),
    orientation: orientation.div(length),
    all: tensor(new Uint8Array(batch).fill(1)).to({ dtype: 'bool' }),
  };
}

function expectSummary(found: Tensor, expected: Summary): void {
  expect(found.shape).toEqual(expected.shape);
  expectSummaryOf(found.toFloat32(), expected);
}

function expectSummaryOf(values: Float32Array, expected: Summary): void {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  const tolerance = { relative: 1e-4, absolute: 1e-4 * expected.std };
  expect(values.subarray(0, expected.head.length)).toBeAllclose(expected.head, tolerance);
  expect([mean, Math.sqrt(variance)]).toBeAllclose([expected.mean, expected.std], tolerance);
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

function concatenate(rows: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(rows.reduce((sum, row) => sum + row.length, 0));
  let at = 0;
  for (const row of rows) {
    all.set(row, at);
    at += row.length;
  }
  return all;
}
