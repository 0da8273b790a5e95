import { Random } from '@handbooster/torch/random';
import { describe, expect, it } from 'vitest';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { anatomicalPrior, componentPrior, limitEnergy, priorEnergy } from './pose-prior.js';

const model = loadBuiltinHand();

describe('pose priors', () => {
  it.each([
    ['anatomical', anatomicalPrior(model)],
    ['components', componentPrior(model, 0.4)],
  ])('%s: zero at the mean, derivative of finite differences elsewhere', (_name, prior) => {
    const gradient = new Float64Array(45);
    expect(priorEnergy(prior, prior.mean, 0, 1, gradient, 0)).toBeCloseTo(0, 12);
    const random = new Random(1, 'prior');
    const angles = prior.mean.map((mean) => mean + random.normal(0, 0.3));
    gradient.fill(0);
    priorEnergy(prior, angles, 0, 0.5, gradient, 0);
    const numeric = angles.map((_, i) => {
      const [up, down] = [angles.slice(), angles.slice()];
      up[i] += 1e-6;
      down[i] -= 1e-6;
      const scratch = new Float64Array(45);
      return (
        (0.5 * (priorEnergy(prior, up, 0, 1, scratch, 0) - priorEnergy(prior, down, 0, 1, scratch, 0))) / 2e-6
      );
    });
    expect(gradient).toBeAllclose(numeric, { relative: 1e-6, absolute: 1e-7 });
  });

  it('is |z| of the standardised angles where there are no couplings', () => {
    const prior = componentPrior(model, 0.4);
    const angles = prior.mean.slice();
    angles[5] += 2 * prior.deviation[5];
    angles[20] -= 1.5 * prior.deviation[20];
    expect(priorEnergy(prior, angles, 0, 1, new Float64Array(45), 0)).toBeCloseTo(2.5, 10);
  });

  it('counts radians past the limits and nothing within', () => {
    const prior = anatomicalPrior(model);
    const gradient = new Float64Array(45);
    expect(limitEnergy(prior, prior.mean, 0, 5, gradient, 0)).toBe(0);
    const angles = prior.mean.slice();
    angles[0] = prior.high[0] + 0.25;
    angles[39] = prior.low[39] - 0.5;
    expect(limitEnergy(prior, angles, 0, 5, gradient, 0)).toBeCloseTo(0.75, 6);
    expect(gradient[0]).toBe(5);
    expect(gradient[39]).toBe(-5);
    expect(gradient.filter((value) => value !== 0).length).toBe(2);
  });
});
