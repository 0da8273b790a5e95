import { inferenceMode, Random, scope, type Tensor, tensor } from '@handbooster/torch';
import { InputError } from '../base/errors/input-error.js';
import { guidedPredictor } from './guided-predictor.js';
import { bytesOfImages, conditionBatch, type ImageArray, orientationBatch } from './image-batch.js';
import { SAMPLER_DEFAULTS, type SamplerOptions, sample } from './samplers/sample.js';
import { styleBatch } from './style/style-batch.js';
import type { SynthesisModel } from './synthesis-model.js';

/** What one image is made from. */
export interface SynthesisCondition {
  /** Names the noise, so that an image does not depend on what else is made. */
  id: string;
  /** Maps by name (`texture`, `normal`, ...), `imageSize` x `imageSize`. */
  maps: Readonly<Record<string, ImageArray>>;
  /** Unit quaternion (w, x, y, z) of the hand's root. */
  orientation: ArrayLike<number>;
  /** The look to give it (`colourStyle`), for a model that knows styles; left open without it. */
  style?: ArrayLike<number> | null;
}

/** Conditions by position. A list that is loaded piece by piece need not fit in memory. */
export interface ConditionList {
  readonly length: number;
  load(index: number): SynthesisCondition | Promise<SynthesisCondition>;
}

/** Options of `synthesise`. */
export interface SynthesiseOptions {
  sampler?: SamplerOptions;
  /** Names the noise together with the conditions' ids. */
  seed?: number;
  /**
   * Images made together. Part of the result (another size changes last bits), so it is not a matter of the
   * machine.
   */
  groupSize?: number;
  /** Which groups to make, as [first, past the last): what workers share. */
  groups?: readonly [number, number];
  /** Where its tensors are; by default, where the model is. */
  device?: string;
  signal?: AbortSignal;
}

/** Defaults of `synthesise`. */
export const SYNTHESISE_DEFAULTS = { sampler: SAMPLER_DEFAULTS, seed: 0, groupSize: 16 };

/** A made image. */
export interface SynthesisedImage {
  /** Position in the list of conditions. */
  index: number;
  id: string;
  /** (H, W, 3) */
  image: Uint8Array;
}

/**
 * Makes an image for each condition (Sec. 3.2), group by group, in order.
 *
 * Conditions are made in groups fixed by their position, the last one padded to full size: so an image's
 * bytes do not depend on how many workers shared the list or where one stopped.
 *
 * @example
 * ```ts
 * import { decodeHands, loadBuiltinHand, loadSynthesisModel, renderConditionMaps } from 'handbooster';
 * import { SHIPPED_DENOISER, synthesise } from 'handbooster';
 * const model = loadSynthesisModel(SHIPPED_DENOISER);
 * const size = model.config.imageSize;
 * const hand = loadBuiltinHand();
 * const { vertices } = decodeHands(hand, new Float32Array(48), null, [0, 0, 0.6]);
 * const camera = { fx: 2 * size, fy: 2 * size, cx: size / 2, cy: size / 2, width: size, height: size };
 * const maps = renderConditionMaps({ camera, hand: { vertices, faces: hand.faces }, objects: [] });
 * const condition = { id: 'first', maps: maps as Record<string, Uint8Array>, orientation: [1, 0, 0, 0] };
 * const options = { sampler: { steps: 1 }, groupSize: 1 };
 * for await (const [{ id, image }] of synthesise(model, [condition], options)) {
 *   console.log(id, image.length === 3 * size * size); // first true
 * }
 * ```
 */
export async function* synthesise(
  model: SynthesisModel,
  conditions: ConditionList | readonly SynthesisCondition[],
  options: SynthesiseOptions = {},
): AsyncGenerator<SynthesisedImage[]> {
  const { sampler = {}, seed, groupSize, groups, device, signal } = { ...SYNTHESISE_DEFAULTS, ...options };
  if (!Number.isSafeInteger(groupSize) || groupSize < 1) {
    throw new InputError(`synthesise.groupSize: expected a whole number of at least 1, found ${groupSize}`);
  }
  const list: ConditionList =
    'load' in conditions ? conditions : { length: conditions.length, load: (index) => conditions[index] };
  const total = Math.ceil(list.length / groupSize);
  const [first, end] = groups ?? [0, total];
  for (let group = first; group < Math.min(end, total); group++) {
    if (signal?.aborted) return;
    const from = group * groupSize;
    const count = Math.min(groupSize, list.length - from);
    const loaded = await Promise.all(Array.from({ length: count }, (_, i) => list.load(from + i)));
    const padded = Array.from({ length: groupSize }, (_, i) => loaded[i % count]);
    const images = scope(() =>
      inferenceMode(() => bytesOfImages(sampleImages(model, padded, { ...sampler }, seed, device))),
    );
    yield loaded.map(({ id }, i) => ({ index: from + i, id, image: images[i] }));
  }
}

/**
 * One batch of images, (B, 3, H, W) in [-1, 1], without any grouping. Call it inside `scope` and `noGrad` or
 * `inferenceMode`.
 *
 * @param watch gets each image that the denoiser expects on the way (as the result is), and the time it was
 * expected at; it must not keep the tensor.
 */
export function sampleImages(
  model: SynthesisModel,
  conditions: readonly SynthesisCondition[],
  sampler: SamplerOptions,
  seed: number,
  device = model.denoiser.device,
  watch?: (expected: Tensor, time: number) => void,
): Tensor {
  const { denoiser, diffusion, config } = model;
  const { guidanceScale, guidanceInterval } = { ...SAMPLER_DEFAULTS, ...sampler };
  const size = config.imageSize;
  const shape = [conditions.length, denoiser.shape.imageChannels, size, size];
  const noise = (...names: (string | number)[]) => {
    const values = new Float32Array(conditions.length * denoiser.shape.imageChannels * size * size);
    const length = values.length / conditions.length;
    conditions.forEach(({ id }, i) => {
      new Random(seed, 'image-noise', id, ...names).fillNormal(values.subarray(i * length, (i + 1) * length));
    });
    return tensor(values, { shape, device });
  };
  const maps = conditionBatch(
    conditions.map((condition) => condition.maps),
    config.conditionMaps,
    size,
    device,
  );
  const orientation = orientationBatch(
    conditions.map((condition) => condition.orientation),
    device,
  );
  const asked = conditions.map((condition) => condition.style);
  const { styleSize } = denoiser.shape;
  if (styleSize === 0 && asked.some((one) => one !== null && one !== undefined)) {
    throw new InputError('style: this denoiser knows no styles; train one with denoiser.style=colours');
  }
  const style = styleSize === 0 ? null : styleBatch(asked, styleSize, device);
  return denoiser.withFoldedWeights(() => {
    const guidance = {
      scale: guidanceScale,
      interval: guidanceInterval,
      timesteps: diffusion.schedule.timesteps,
    };
    const predict = guidedPredictor(denoiser, maps, orientation, guidance, style);
    const problem = {
      schedule: diffusion.schedule,
      start: noise(),
      predict: (x: Tensor, time: number) => {
        const expected = predict(x, time);
        watch?.(expected, time);
        return expected;
      },
      noise: (step: number) => noise(step),
    };
    return sample(problem, sampler);
  });
}
