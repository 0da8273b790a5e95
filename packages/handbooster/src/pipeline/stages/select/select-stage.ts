import { runStage } from '../../run/run-stage.js';
import { selectPoses } from './select-poses.js';

/**
 * Farthest-pose sampling of real and synthetic grasps per object, then cross-distribution weights (Alg. 1,
 * Eq. 3-6).
 */
export const selectStage = runStage({
  name: 'select',
  version: 3,
  inputs: ['capture', 'grasps'],
  settings: ({ select, grasps, hand, data }) => ({ select, keep: grasps.keep, hand, data }),
  async run({ config, seed, workers, folder, run, progress, signal }) {
    const { samples } = await run.trainingSplit();
    return selectPoses({
      samples,
      grasps: run.grasps(),
      hand: run.hand,
      objects: await run.objects(),
      options: config.select,
      seed,
      folder,
      workers,
      progress,
      signal,
    });
  },
});
