import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../../base/errors/input-error.js';
import { Interrupted } from '../../../base/errors/interrupted.js';
import { distanceCache } from '../../../base/files/cache-folder.js';
import { generateGrasps } from '../../../grasps/generate-grasps.js';
import { countGrasps } from '../../../grasps/set/grasp-set.js';
import { writeGraspSource } from '../../../grasps/set/grasp-set-source.js';
import { loadHand } from '../../../hand/model/hand-by-name.js';
import type { Config } from '../../config/config-schema.js';
import { CapturedData } from '../../outputs/captured-data.js';
import { runObjects } from '../../run/objects-of-run.js';
import type { Stage } from '../../run/stage.js';
import { trainingPoses, trainingShapes } from './training-hands.js';

/** Optimises and validates grasps of every object, for the shapes of the training subjects (Sec. 3.3). */
export const graspsStage: Stage<Config> = {
  name: 'grasps',
  version: 3,
  inputs: ['capture'],
  settings: ({ grasps, hand, data, threads }) => ({
    ...grasps,
    keep: undefined,
    prior: grasps.prior === 'training' ? 'training' : undefined,
    hand,
    data,
    threads,
  }),
  async run({ config, seed, workers, folder, inputs, progress, signal }) {
    const hand = loadHand(config);
    const captured = CapturedData.open(inputs.capture);
    const objects = await runObjects(config, captured);
    if (objects.length === 0) {
      throw new InputError(
        `${captured.root}/models: expected object models to grasp, found none; or set data`,
      );
    }
    const train = await captured.split(hand, captured.note.train);
    const task = progress.begin('grasps', objects.length * config.grasps.perObject, 'grasps');
    let holding = 0;
    const set = await generateGrasps({
      objects,
      hand,
      betas: trainingShapes(train.samples),
      poses: config.grasps.prior === 'training' ? trainingPoses(train.samples) : [],
      perObject: config.grasps.perObject,
      preset: config.grasps.preset,
      physics: config.grasps.physics,
      options: config.grasps.iterations > 0 ? { iterations: config.grasps.iterations } : {},
      seed,
      outDir: folder,
      threads: workers,
      cache: distanceCache(),
      signal,
      onProgress: (item) => {
        holding += item.holding;
        task.advance(item.tried, item.kept);
        task.note(`${item.object}, ${holding} holding`);
      },
    }).catch((error) => {
      if (signal.aborted) throw new Interrupted('stopped on request; the same command goes on from there');
      throw error;
    });
    // For `grasps show` and `grasps validate` on this folder.
    const models = [join(captured.root, 'models'), ...(config.data === null ? [] : [config.data])];
    writeGraspSource(folder, { objects: models.filter((path) => existsSync(path)), hand: config.hand.model });
    task.end(`${holding} holding`);
    for (const { name, reason } of set.manifest.refused)
      progress.say(`grasps        ${name} left out: ${reason}`);
    const counts = countGrasps(set);
    const sum = (name: 'tried' | 'valid' | 'holding') =>
      counts.reduce((total, object) => total + object[name], 0);
    return {
      tried: sum('tried'),
      valid: sum('valid'),
      holding: sum('holding'),
      objects: counts,
      refused: set.manifest.refused,
    };
  },
};
