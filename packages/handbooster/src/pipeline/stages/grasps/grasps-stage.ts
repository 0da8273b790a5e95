import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../../base/errors/input-error.js';
import { type Shard, WHOLE } from '../../../distributed/item-share.js';
import { countGrasps } from '../../../grasps/set/grasp-set.js';
import { writeGraspSource } from '../../../grasps/set/grasp-set-source.js';
import { type RunStageContext, runStage } from '../../run/run-stage.js';
import { optimiseRunGrasps } from './optimise-run-grasps.js';

async function makeGrasps(context: RunStageContext<'capture'>, shard: Shard) {
  const { run } = context;
  const objects = await run.objects();
  if (objects.length === 0) {
    throw new InputError(
      `${run.captured.root}/models: expected object models to grasp, found none; or set data`,
    );
  }
  const { samples } = await run.trainingSplit();
  return optimiseRunGrasps(context, objects, samples, shard);
}

/** Optimises and validates grasps of every object, for the shapes of the training subjects (Sec. 3.3). */
export const graspsStage = runStage({
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
  async share(context, shard) {
    await makeGrasps(context, shard);
  },
  async run(context) {
    const { config, folder, run, progress } = context;
    const { root } = run.captured;
    const set = await makeGrasps(context, WHOLE);
    // For `grasps show` and `grasps validate` on this folder.
    const models = [join(root, 'models'), ...(config.data === null ? [] : [config.data])];
    const there = models.filter((path) => existsSync(path));
    writeGraspSource(folder, {
      objects: there.length > 0 ? there : 'procedural',
      hand: config.hand.model,
    });
    const { refused } = set.manifest;
    for (const { name, reason } of refused) progress.say(`grasps        ${name} left out: ${reason}`);
    const objectCounts = countGrasps(set);
    const sum = (name: 'tried' | 'valid' | 'holding') =>
      objectCounts.reduce((total, object) => total + object[name], 0);
    const counts = { tried: sum('tried'), valid: sum('valid'), holding: sum('holding') };
    return { ...counts, objects: objectCounts, refused };
  },
});
