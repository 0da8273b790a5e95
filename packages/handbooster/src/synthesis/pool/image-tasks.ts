import {
  type SynthesisCondition,
  type SynthesisedImage,
  type SynthesiseOptions,
  synthesise,
} from '../synthesise.js';
import { loadSynthesisModel } from '../weights/model-file.js';

/** What a thread needs to make images: the denoiser's file, and how `synthesise` is to use it. */
export interface ImageMaking extends Pick<SynthesiseOptions, 'sampler' | 'seed' | 'groupSize' | 'device'> {
  /** Path of a file that `loadSynthesisModel` reads. */
  weights: string;
}

/** Makes a thread ready to make images of one group of conditions after the other. */
export function startImageTasks({ weights, device, ...options }: ImageMaking) {
  const model = loadSynthesisModel(weights, { device });
  return async (group: readonly SynthesisCondition[]): Promise<SynthesisedImage[]> => {
    const images: SynthesisedImage[] = [];
    for await (const made of synthesise(model, group, { ...options, device })) images.push(...made);
    return images;
  };
}
