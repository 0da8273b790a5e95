import type { StoredCondition } from '../../conditions/creation/condition-files.js';
import type { SceneRenderer } from '../../conditions/maps/condition-pool.js';
import type { SceneBuilder } from '../../conditions/maps/scene-builder.js';
import { cropCamera } from '../../datasets/crop/crop-camera.js';
import type { Sample } from '../../datasets/sample/sample.js';
import { handOrientation } from '../../hand/hand-orientation.js';
import type { SynthesisCondition } from '../synthesise.js';

/** What an image is made from for a condition of the run. */
export async function synthesisCondition(
  condition: StoredCondition,
  scenes: SceneBuilder,
  renderer: SceneRenderer,
): Promise<SynthesisCondition> {
  const camera = cropCamera(condition.camera, condition.box, renderer.size);
  const { maps } = await renderer.render(scenes.scene(condition, camera));
  return { id: condition.id, maps: maps as Record<string, Uint8Array>, orientation: condition.orientation };
}

/** A real picture's own condition, to see what the denoiser makes of it. */
export async function conditionOfSample(
  sample: Sample,
  camera: Parameters<SceneBuilder['scene']>[1],
  scenes: SceneBuilder,
  renderer: SceneRenderer,
): Promise<SynthesisCondition> {
  const { maps } = await renderer.render(scenes.scene(sample, camera));
  return {
    id: sample.id,
    maps: maps as Record<string, Uint8Array>,
    orientation: handOrientation(sample.hand.pose),
  };
}
