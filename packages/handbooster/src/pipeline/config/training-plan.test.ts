import { describe, expect, it } from 'vitest';
import { BatchOrder } from '../../reconstruction/training/batch-order.js';
import { loadConfig } from './load-config.js';
import { boostedImages, trainingOptions } from './training-plan.js';

describe('the boosted training', () => {
  it.each([
    ['train.syntheticDecay=linear'],
    ['train.syntheticShare=0.25'],
    ['train.syntheticShare=0.75', 'train.syntheticDecay=linear', 'train.syntheticEnd=0.6'],
    ['train.syntheticShare=1', 'train.syntheticEnd=0.5'],
  ])(
    'with the budget `real` shows as many real images as the one on real images (%s %s %s)',
    (...overrides) => {
      const config = loadConfig('smallest', ['train.images=6400', 'train.budget=real', ...overrides]);
      const images = boostedImages(config);
      const { batch } = config.train;
      const steps = Math.ceil(images / batch);
      const { syntheticDecay: decay, ...options } = trainingOptions(config);
      const order = new BatchOrder({
        ...options,
        seed: 1,
        batch,
        steps,
        decay,
        real: 100,
        synthetic: 50,
        syntheticShare: config.train.syntheticShare,
      });
      let real = 0;
      for (let step = 0; step < steps; step++)
        real += order.step(step).filter(({ synthetic }) => !synthetic).length;
      // To the images of the last step, and to the rounding of what each batch holds.
      expect(Math.abs(real - 6400)).toBeLessThanOrEqual(batch);
      expect(boostedImages(loadConfig('smallest', ['train.images=6400', ...overrides]))).toBe(6400);
    },
  );
});
