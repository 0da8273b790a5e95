import type { ConditionRenderer } from '../../../conditions/maps/condition-renderer.js';
import type { SceneBuilder } from '../../../conditions/maps/scene-builder.js';
import { cropAndAugment } from '../../../datasets/crop/crop-and-augment.js';
import { interleaved } from '../../../datasets/images/interleave.js';
import type { RealSplit } from '../../../datasets/real/real-split.js';
import { decodeHands } from '../../../hand/decode-hands.js';
import type { HandModel } from '../../../hand/model/hand-model.js';
import { maskOfScene } from '../../../synthesis/examples/segmented-images.js';
import type { EdgeCaseCandidate } from '../../../synthesis/filter/edge-case-filter.js';

interface RealCandidateContext {
  hand: HandModel;
  scenes: SceneBuilder;
  renderer: ConditionRenderer;
  mask: boolean;
}

/** Real crops as the judge sees generated ones: at the size those have. */
export async function* realCandidates(
  real: RealSplit,
  { hand, scenes, renderer, mask }: RealCandidateContext,
): AsyncGenerator<EdgeCaseCandidate> {
  for (let index = 0; index < real.length; index++) {
    const { sample, image } = await real.frame(index);
    const crop = cropAndAugment(sample, image, { size: renderer.size });
    yield {
      id: sample.id,
      image: interleaved(crop.image, renderer.size),
      truth: decodeHands(hand, crop.pose, crop.betas),
      place: { joints2d: crop.joints2d.map((value) => value * renderer.size), camera: crop.camera },
      mask: mask ? maskOfScene(scenes.scene(sample, crop.camera), renderer) : undefined,
    };
  }
}
