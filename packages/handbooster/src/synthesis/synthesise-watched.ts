import { inferenceMode, scope } from '@handbooster/torch';
import { bytesOfImages } from './image-batch.js';
import type { SamplerOptions } from './samplers/sample.js';
import type { SynthesisModel } from './synthesis-model.js';
import { type SynthesisCondition, sampleImages } from './synthesise.js';

/** How one image is made before somebody's eyes. */
export interface WatchedSynthesis {
  sampler: SamplerOptions;
  /** Names the noise together with the condition's id. */
  seed: number;
  /** Which of the denoiser's evaluations (1, 2, ...) are to be seen. */
  isWanted(evaluation: number): boolean;
  /** Gets the image (H, W, 3) that the denoiser expects there. */
  onExpected(evaluation: number, image: Uint8Array): void;
}

/**
 * Makes one image, and shows on the way what the denoiser expects it to be. The image is that of `synthesise`
 * in a group of one.
 *
 * @returns (H, W, 3)
 */
export function synthesiseWatched(
  model: SynthesisModel,
  condition: SynthesisCondition,
  { sampler, seed, isWanted, onExpected }: WatchedSynthesis,
): Uint8Array {
  let evaluation = 0;
  const [image] = scope(() =>
    inferenceMode(() =>
      bytesOfImages(
        sampleImages(model, [condition], sampler, seed, undefined, (expected) => {
          evaluation++;
          if (!isWanted(evaluation)) return;
          const [seen] = scope(() => bytesOfImages(expected));
          onExpected(evaluation, seen);
        }),
      ),
    ),
  );
  return image;
}
