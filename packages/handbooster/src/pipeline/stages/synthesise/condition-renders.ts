import { Random } from '@handbooster/torch/random';
import type { StoredCondition } from '../../../conditions/creation/condition-files.js';
import { ConditionRenderer } from '../../../conditions/maps/condition-renderer.js';
import type { SceneBuilder } from '../../../conditions/maps/scene-builder.js';
import { cropAffine } from '../../../datasets/crop/affine.js';
import { sampleBox } from '../../../datasets/crop/crop-and-augment.js';
import { cropCamera } from '../../../datasets/crop/crop-camera.js';
import { warpAffine } from '../../../datasets/crop/warp-affine.js';
import type { RealSplit } from '../../../datasets/real/real-split.js';
import type { Box } from '../../../geometry/camera.js';

/** Places of the background that are tried, of which the farthest from the hand is taken. */
const TRIES = 8;

export interface ConditionRendersInput {
  size: number;
  renderSize: number;
  scenes: SceneBuilder;
  train: RealSplit;
  seed: number;
}

/**
 * Draws conditions plainly: their texture map over a piece of a training picture that lies away from its
 * hand. What ObMan's images are beside the paper's (Tab. 5).
 */
export function conditionRenders(
  input: ConditionRendersInput,
): (condition: StoredCondition) => Promise<Uint8Array> {
  const { size, renderSize, scenes, train, seed } = input;
  const renderer = new ConditionRenderer(size, renderSize, ['texture']);
  return async (condition) => {
    const random = new Random(seed, 'render', condition.id);
    const { maps, labels } = renderer.render(
      scenes.scene(condition, cropCamera(condition.camera, condition.box, size)),
    );
    const picture = await background(train, random, size);
    const texture = maps.texture as Uint8Array;
    return picture.map((value, i) => (labels[Math.floor(i / 3)] === 0 ? value : texture[i]));
  };
}

async function background(train: RealSplit, random: Random, size: number): Promise<Uint8Array> {
  const { sample, image } = await train.frame(random.integer(train.length));
  const { width, height } = image;
  const hand = sampleBox(sample) ?? [width / 2, height / 2, 0, 0];
  const side = Math.min(width, height) * random.uniform(0.25, 0.45);
  let best: Box = [0, 0, side, side];
  let farthest = -1;
  for (let k = 0; k < TRIES; k++) {
    const box: Box = [random.uniform(0, width - side), random.uniform(0, height - side), side, side];
    const far = Math.hypot(
      box[0] + side / 2 - hand[0] - hand[2] / 2,
      box[1] + side / 2 - hand[1] - hand[3] / 2,
    );
    if (far > farthest) {
      best = box;
      farthest = far;
    }
  }
  return Uint8Array.from(warpAffine(image, cropAffine(best, size), size), Math.round);
}
