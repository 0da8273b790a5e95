import { memory, noGrad, Random, scope, type Tensor, tensor } from '@handbooster/torch';
import { describe, expect, test } from 'vitest';
import { noiseSchedule } from '../diffusion/noise-schedule.js';
import { sampleDdim } from './ddim.js';
import { sampleDdpm } from './ddpm.js';
import { sampleDpmSolver } from './dpm-solver.js';
import type { SamplingProblem } from './sampling-problem.js';
import { signalLevel } from './time-grid.js';
import { sampleUniPc } from './unipc.js';

/*
 * Data drawn from a Gaussian N(mean, deviation^2) has a denoiser in closed form, the posterior mean, and the
 * probability flow carries x(T) to mean + deviation * (x(T) - sqrt(abar) mean) / sqrt(abar deviation^2 + 1 -
 * abar) exactly.
 */
const MEAN = 0.3;
const DEVIATION = 0.5;
const COUNT = 4000;
const schedule = noiseSchedule('linear', 1000);

function posteriorMean(x: Tensor, time: number): Tensor {
  const abar = signalLevel(schedule, time);
  const gain = (DEVIATION ** 2 * Math.sqrt(abar)) / (abar * DEVIATION ** 2 + 1 - abar);
  return x
    .sub(Math.sqrt(abar) * MEAN)
    .mul_(gain)
    .add_(MEAN);
}

function gaussianProblem(seed: number, predict = posteriorMean): SamplingProblem & { values: Float32Array } {
  const values = new Random(seed, 'start').fillNormal(new Float32Array(COUNT));
  return {
    schedule,
    values,
    start: tensor(values),
    predict,
    noise: (step) => tensor(new Random(seed, 'step', step).fillNormal(new Float32Array(COUNT))),
  };
}

function exactFlow(values: Float32Array): Float32Array {
  const abar = signalLevel(schedule, 999);
  const spread = Math.sqrt(abar * DEVIATION ** 2 + 1 - abar);
  return values.map((x) => MEAN + (DEVIATION * (x - Math.sqrt(abar) * MEAN)) / spread);
}

function moments(values: Float32Array): [mean: number, deviation: number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return [mean, Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)];
}

const solve = (problem: SamplingProblem, solver: (problem: SamplingProblem) => Tensor) =>
  scope(() => noGrad(() => solver(problem).toFloat32()));

function largestError(found: Float32Array, expected: Float32Array): number {
  return found.reduce((worst, value, i) => Math.max(worst, Math.abs(value - expected[i])), 0);
}

describe('against the closed form for Gaussian data', () => {
  const inScope = <T>(body: (problem: SamplingProblem & { values: Float32Array }) => T) =>
    scope(() => body(gaussianProblem(1)));

  test('DDIM without noise follows the probability flow, with an error of first order', () => {
    inScope((problem) => {
      const error = (steps: number) =>
        largestError(
          solve(problem, (p) => sampleDdim(p, { steps, clip: false, spacing: 'log-snr' })),
          exactFlow(problem.values),
        );
      expect(error(200)).toBeLessThan(0.03);
      const ratio = error(50) / error(100);
      expect(ratio).toBeGreaterThan(1.6);
      expect(ratio).toBeLessThan(2.6);
    });
  });

  test('DPM-Solver++(2M) is of second order, and better than DDIM', () => {
    inScope((problem) => {
      const error = (steps: number) =>
        largestError(
          solve(problem, (p) => sampleDpmSolver(p, { steps, clip: false, spacing: 'log-snr' })),
          exactFlow(problem.values),
        );
      const ddim = largestError(
        solve(problem, (p) => sampleDdim(p, { steps: 20, clip: false, spacing: 'log-snr' })),
        exactFlow(problem.values),
      );
      expect(error(20)).toBeLessThan(0.3 * ddim);
      const ratio = error(20) / error(40);
      expect(ratio).toBeGreaterThan(2.8);
      expect(error(100)).toBeLessThan(2e-3);
    });
  });

  test('UniPC is better than DPM-Solver++(2M), of at least second order', () => {
    inScope((problem) => {
      const error = (steps: number, solver: typeof sampleUniPc) =>
        largestError(
          solve(problem, (p) => solver(p, { steps, clip: false, spacing: 'log-snr' })),
          exactFlow(problem.values),
        );
      for (const steps of [20, 40]) {
        expect(error(steps, sampleUniPc)).toBeLessThan(0.8 * error(steps, sampleDpmSolver));
      }
      expect(error(20, sampleUniPc) / error(40, sampleUniPc)).toBeGreaterThan(3.5);
    });
  });

  test('samplers free what they made', () => {
    inScope((problem) => {
      const solvers = [
        (p: SamplingProblem) => sampleDdim(p, { steps: 6, eta: 0.5 }),
        (p: SamplingProblem) => sampleDpmSolver(p, { steps: 6 }),
        (p: SamplingProblem) => sampleUniPc(p, { steps: 6 }),
      ];
      for (const solver of solvers) {
        const live = memory().tensors;
        solver(problem).dispose();
        expect(memory().tensors).toBe(live);
      }
    });
  });

  test('one step of either solver is the prediction itself', () => {
    inScope((problem) => {
      const expected = problem.predict(problem.start, 999).toFloat32();
      expect(solve(problem, (p) => sampleDdim(p, { steps: 1, clip: false }))).toBeAllclose(expected);
      expect(solve(problem, (p) => sampleDpmSolver(p, { steps: 1, clip: false }))).toBeAllclose(expected);
    });
  });

  test('DDIM and DPM-Solver with eta 1 and ancestral sampling reach the distribution of the data', () => {
    inScope((problem) => {
      const ddim = moments(solve(problem, (p) => sampleDdim(p, { steps: 200, eta: 1, clip: false })));
      const solver = moments(
        solve(problem, (p) => sampleDpmSolver(p, { steps: 60, eta: 1, clip: false, spacing: 'log-snr' })),
      );
      expect(solver).toBeAllclose([MEAN, DEVIATION], { absolute: 0.03 });
      const ddpm = moments(solve(problem, (p) => sampleDdpm(p, { clip: false })));
      // Standard error of a mean of 4000 draws is 0.008, of a deviation 0.006.
      expect(ddpm).toBeAllclose([MEAN, DEVIATION], { absolute: 0.03 });
      expect(ddim).toBeAllclose([MEAN, DEVIATION], { absolute: 0.04 });
    });
  });

  test('eta decides how much of the start survives', () => {
    inScope((problem) => {
      const correlation = (eta: number) => {
        const found = solve(problem, (p) => sampleDdim(p, { steps: 50, eta, clip: false }));
        const [mean, deviation] = moments(found);
        return (
          found.reduce((sum, value, i) => sum + (value - mean) * problem.values[i], 0) / (COUNT * deviation)
        );
      };
      expect(correlation(0)).toBeGreaterThan(0.99);
      expect(correlation(0.5)).toBeLessThan(correlation(0));
      expect(Math.abs(correlation(1))).toBeLessThan(0.1);
    });
  });
});

test('clipping keeps images within [-1, 1]', () => {
  scope(() => {
    const problem = gaussianProblem(2, (x, time) => posteriorMean(x, time).mul_(5));
    for (const clip of [true, false]) {
      const images = [
        solve(problem, (p) => sampleDdim(p, { steps: 10, clip })),
        solve(problem, (p) => sampleDpmSolver(p, { steps: 10, clip })),
      ];
      for (const image of images) {
        expect(image.every((value) => Math.abs(value) <= 1)).toBe(clip);
      }
    }
  });
});
