import { expect, test } from 'vitest';
import { noiseSchedule } from './noise-schedule.js';

for (const kind of ['linear', 'cosine'] as const) {
  test(`${kind}: abar is the running product, the posterior is Bayes' rule`, () => {
    const s = noiseSchedule(kind, 200);
    let abar = 1;
    for (let t = 0; t < s.timesteps; t++) {
      const before = abar;
      abar *= 1 - s.betas[t];
      expect(s.alphasCumprod[t]).toBeCloseTo(abar, 5);
      if (t === 0) continue;
      // Product of the Gaussians N(x(t); sqrt(1 - beta) x(t-1), beta) and N(x(t-1); sqrt(before) x0, 1 -
      // before).
      const precision = (1 - s.betas[t]) / s.betas[t] + 1 / (1 - before);
      const weights = [Math.sqrt(before) / (1 - before), Math.sqrt(1 - s.betas[t]) / s.betas[t]];
      const found = [
        s.posteriorVariance[t],
        s.posteriorMeanCoefficient1[t],
        s.posteriorMeanCoefficient2[t],
        s.signalToNoise[t],
      ];
      const expected = [
        1 / precision,
        weights[0] / precision,
        weights[1] / precision,
        s.alphasCumprod[t] / (1 - s.alphasCumprod[t]),
      ];
      expect(found).toBeAllclose(expected, { relative: 2e-3 });
    }
  });
}

test('betas stay below one for few steps', () => {
  for (const kind of ['linear', 'cosine'] as const) {
    for (const timesteps of [1, 2, 10]) {
      for (const beta of noiseSchedule(kind, timesteps).betas) expect(beta > 0 && beta < 1).toBe(true);
    }
  }
});
