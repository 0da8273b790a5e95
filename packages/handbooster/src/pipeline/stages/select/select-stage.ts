import { loadHand } from '../../../hand/model/hand-by-name.js';
import type { Config } from '../../config/config-schema.js';
import { CapturedData } from '../../outputs/captured-data.js';
import { keptGrasps } from '../../outputs/kept-grasps.js';
import { runObjects } from '../../run/objects-of-run.js';
import type { Stage } from '../../run/stage.js';
import { selectPoses } from './select-poses.js';

/** Farthest-pose sampling of real and synthetic grasps per object, then cross-distribution weights (Alg. 1, Eq. 3-6). */
export const selectStage: Stage<Config> = {
  name: 'select',
  version: 3,
  inputs: ['capture', 'grasps'],
  settings: ({ select, grasps, hand, data }) => ({ select, keep: grasps.keep, hand, data }),
  async run({ config, seed, folder, inputs, progress, signal }) {
    const hand = loadHand(config);
    const captured = CapturedData.open(inputs.capture);
    const { samples } = await captured.split(hand, captured.note.train);
    const grasps = keptGrasps(inputs.grasps, config.grasps.keep);
    const objects = await runObjects(config, captured);
    return selectPoses({ samples, grasps, hand, objects, config, seed, folder, progress, signal });
  },
};
