import { inferenceMode, Random, scope, tensor } from '@handbooster/torch';
import { conditionBatch, imageBatch, orientationBatch } from '../image-batch.js';
import { styleBatch } from '../style/style-batch.js';
import type { SynthesisModel } from '../synthesis-model.js';
import type { TrainingExample } from './denoiser-dataset.js';
import { foregroundBatch } from './foreground-batch.js';

/** Loss of Eq. 2 on held-out examples. */
export interface ValidationLoss {
  /** Mean over all examples. */
  loss: number;
  /** Means over the examples in the least noisy third of the times, the middle one, and the noisiest. */
  thirds: [number, number, number];
}

/** Multiples of it spread evenly over the circle, however many there are. */
const GOLDEN = 0.6180339887498949;

/**
 * The loss on held-out examples, each at its own time and noise, the same at every call: so that two figures
 * differ by the weights alone. The orientation is never dropped.
 */
export function validateDenoiser(
  model: SynthesisModel,
  examples: readonly TrainingExample[],
  seed: number,
  device?: string,
): ValidationLoss {
  const { denoiser, diffusion, config } = model;
  const { imageSize, conditionMaps } = config;
  const { timesteps } = diffusion.options;
  const sums = [0, 0, 0];
  const counts = [0, 0, 0];
  // Neighbours in a set resemble each other: the times go round, so that every third sees all of it.
  const times = examples.map((_, i) => Math.floor(((i * GOLDEN) % 1) * timesteps));
  examples.forEach((example, i) => {
    const third = Math.min(2, Math.floor((3 * times[i]) / timesteps));
    sums[third] += scope(() => inferenceMode(() => lossOf(example, times[i], i)));
    counts[third]++;
  });
  const total = sums.reduce((sum, value) => sum + value, 0);
  const thirds = sums.map((sum, i) => (counts[i] === 0 ? 0 : sum / counts[i]));
  return { loss: total / examples.length, thirds: thirds as [number, number, number] };

  function lossOf(example: TrainingExample, time: number, index: number): number {
    const clean = imageBatch([example.image], imageSize, 'image', device);
    const values = new Random(seed, 'denoiser-validation', index).fillNormal(new Float32Array(clean.numel));
    const noise = tensor(values, { shape: clean.shape, device });
    const prediction = denoiser.forward(
      diffusion.noisy(clean, [time], noise),
      tensor(Float32Array.of(time), { device }),
      conditionBatch([example.maps], conditionMaps, imageSize, device),
      orientationBatch([example.orientation], device),
      undefined,
      config.style === undefined ? null : styleBatch([example.style], denoiser.shape.styleSize, device),
    );
    const weight = diffusion.pixelWeight(foregroundBatch([example], imageSize, device));
    return diffusion.loss(prediction, clean, [time], weight).item();
  }
}
