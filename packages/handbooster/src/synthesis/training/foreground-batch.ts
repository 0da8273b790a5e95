import { ones, type Tensor, tensor } from '@handbooster/torch';
import type { TrainingExample } from './denoiser-dataset.js';

/** (B, 1, size, size) float: 1 on hand and object; (1, 1, 1, 1) where no example says what is what. */
export function foregroundBatch(examples: readonly TrainingExample[], size: number, device?: string): Tensor {
  const pixels = size * size;
  if (examples.every(({ foreground }) => foreground === null)) {
    return ones([1, 1, 1, 1], { device });
  }
  const mask = new Uint8Array(examples.length * pixels);
  examples.forEach(({ foreground }, i) => {
    if (foreground !== null && foreground.length !== pixels) {
      throw new RangeError(`foreground ${i}: expected ${pixels} pixels, found ${foreground.length}`);
    }
    for (let k = 0; k < pixels; k++)
      mask[i * pixels + k] = foreground === null || foreground[k] !== 0 ? 1 : 0;
  });
  return tensor(mask, { shape: [examples.length, 1, size, size], device }).to({ dtype: 'float32' });
}
