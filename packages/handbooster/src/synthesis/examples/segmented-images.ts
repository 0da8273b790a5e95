import { Random } from '@handbooster/torch';
import { mapConcurrently } from '../../base/threads/map-concurrently.js';
import type { StoredCondition } from '../../conditions/creation/condition-files.js';
import type { SceneRenderer } from '../../conditions/maps/condition-pool.js';
import type { ConditionImages, ConditionRenderer } from '../../conditions/maps/condition-renderer.js';
import type { SceneBuilder } from '../../conditions/maps/scene-builder.js';
import { cropAndAugment } from '../../datasets/crop/crop-and-augment.js';
import { cropCamera } from '../../datasets/crop/crop-camera.js';
import { interleaved } from '../../datasets/images/interleave.js';
import type { RealSplit } from '../../datasets/real/real-split.js';
import type { ConditionScene } from '../../render/maps/condition-scene.js';
import type { SegmentedImage } from '../segmentation/train-segmenter.js';

/**
 * Real crops with where hand and objects are in them, drawn from their labels as conditions are: exact for a
 * simulated capture, and to be had for any dataset with object models.
 *
 * @param most at most this many, spread evenly by `seed`. @param ahead how many are under way at once
 */
export async function segmentedImages(
  real: RealSplit,
  scenes: SceneBuilder,
  renderer: SceneRenderer,
  {
    most = Number.POSITIVE_INFINITY,
    seed = 0,
    ahead = 1,
  }: { most?: number; seed?: number; ahead?: number } = {},
): Promise<SegmentedImage[]> {
  const order = Array.from({ length: real.length }, (_, i) => i);
  if (most < real.length) new Random(seed, 'segmented-images').shuffle(order);
  return mapConcurrently(order.slice(0, most), ahead, async (index) => {
    const { sample, image } = await real.frame(index);
    const crop = cropAndAugment(sample, image, { size: renderer.size });
    const labels = maskOf(await renderer.render(scenes.scene(sample, crop.camera)));
    return { image: interleaved(crop.image, renderer.size), labels };
  });
}

/** Where hand and objects are to be in the picture of a condition. */
export function conditionMask(
  condition: StoredCondition,
  scenes: SceneBuilder,
  renderer: ConditionRenderer,
): Uint8Array {
  const camera = cropCamera(condition.camera, condition.box, renderer.size);
  return maskOfScene(scenes.scene(condition, camera), renderer);
}

/** 0 elsewhere, 1 hand, 2 any object: what is held and what stands by look alike. */
export function maskOfScene(scene: ConditionScene, renderer: ConditionRenderer): Uint8Array {
  return maskOf(renderer.render(scene));
}

function maskOf({ labels }: ConditionImages): Uint8Array {
  return labels.map((label) => Math.min(label, 2));
}
