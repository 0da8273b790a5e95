import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InputError } from '../../../base/errors/input-error.js';
import { CAPTURE_SETUP } from '../../../capture/plan/capture-plan.js';
import { GRASPING_DEFAULTS } from '../../../conditions/grasping/grasping-frames.js';
import { graspingSamples } from '../../../conditions/grasping/grasping-samples.js';
import { RealSet } from '../../../datasets/real/real-set.js';
import type { Sample } from '../../../datasets/sample/sample.js';
import type { HandModel } from '../../../hand/model/hand-model.js';

/** The shape (10) of each subject of some samples, once each. */
export function trainingShapes(samples: readonly Pick<Sample, 'hand'>[]): Float32Array[] {
  return [...new Map(samples.map(({ hand }) => [hand.betas.join(), hand.betas])).values()];
}

/** Poses (48) of the training hands that hold something (Eq. 3), every frame of them. */
export function trainingPoses(samples: readonly Sample[]): Float32Array[] {
  return graspingSamples(samples, GRASPING_DEFAULTS).map(({ hand }) => hand.pose);
}

/** Training samples of real data in DexYCB's layout; `setup` is a simulated capture's own by default, else s0. */
export async function trainingSamples(
  capture: string,
  hand: HandModel,
  setup: string | undefined,
): Promise<readonly Sample[]> {
  const root = resolve(capture);
  if (!existsSync(root))
    throw new InputError(`${root}: no such folder; expected real data in DexYCB's layout`);
  const own = existsSync(join(root, 'capture.json')) ? CAPTURE_SETUP : 's0';
  return (await RealSet.open(root, hand, setup ?? own, 'train')).samples;
}
