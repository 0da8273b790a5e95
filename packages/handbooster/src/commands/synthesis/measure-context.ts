import type { ConditionRenderer } from '../../conditions/maps/condition-renderer.js';
import type { SceneBuilder } from '../../conditions/maps/scene-builder.js';
import type { SamplerOptions } from '../../synthesis/samplers/sample.js';
import type { Segmenter } from '../../synthesis/segmentation/segmenter.js';
import type { SynthesisModel } from '../../synthesis/synthesis-model.js';
import { type SynthesisCondition, synthesise } from '../../synthesis/synthesise.js';

/** A condition to measure with: what the denoiser gets, and where things are in it. */
export interface MeasuredCondition {
  condition: SynthesisCondition;
  /** (S, S) 0 elsewhere, 1 hand, 2 any object. */
  mask: Uint8Array;
}

/** A real picture with the condition that its label is. */
export interface MeasuredPicture extends MeasuredCondition {
  /** (S, S, 3) */
  image: Uint8Array;
}

/** All that the measures of a denoiser share. */
export interface MeasureContext {
  model: SynthesisModel;
  sampler: SamplerOptions;
  seed: number;
  group: number;
  scenes: SceneBuilder;
  renderer: ConditionRenderer;
  segmenter: Segmenter;
  signal: AbortSignal;
  onImages(count: number): void;
}

/** Images of conditions, in order. */
export async function imagesOf(
  context: MeasureContext,
  conditions: readonly SynthesisCondition[],
): Promise<Uint8Array[]> {
  const { model, sampler, seed, group, signal } = context;
  const images: Uint8Array[] = [];
  for await (const made of synthesise(model, conditions, { sampler, seed, groupSize: group, signal })) {
    images.push(...made.map(({ image }) => image));
    context.onImages(made.length);
  }
  signal.throwIfAborted();
  return images;
}
