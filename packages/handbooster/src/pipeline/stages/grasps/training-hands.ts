import { GRASPING_DEFAULTS } from '../../../conditions/grasping/grasping-frames.js';
import { graspingSamples } from '../../../conditions/grasping/grasping-samples.js';
import type { Sample } from '../../../datasets/sample/sample.js';

/** The shape (10) of each subject of some samples, once each. */
export function trainingShapes(samples: readonly Pick<Sample, 'hand'>[]): Float32Array[] {
  return [...new Map(samples.map(({ hand }) => [hand.betas.join(), hand.betas])).values()];
}

/** Poses (48) of the training hands that hold something (Eq. 3), every frame of them. */
export async function trainingPoses(samples: readonly Sample[]): Promise<Float32Array[]> {
  return (await graspingSamples(samples, GRASPING_DEFAULTS)).map(({ hand }) => hand.pose);
}
