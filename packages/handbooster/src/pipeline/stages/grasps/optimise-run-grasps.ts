import { Interrupted } from '../../../base/errors/interrupted.js';
import { distanceCache } from '../../../base/files/cache-folder.js';
import type { Sample } from '../../../datasets/sample/sample.js';
import { WHOLE } from '../../../distributed/item-share.js';
import { generateGrasps } from '../../../grasps/generate-grasps.js';
import type { GraspSet } from '../../../grasps/set/grasp-set.js';
import type { ObjectModel } from '../../../objects/object-model.js';
import type { RunStageContext } from '../../run/run-stage.js';
import { trainingPoses, trainingShapes } from './training-hands.js';

/**
 * Optimises and validates a share of the grasps of objects for the shapes of the training subjects.
 *
 * @throws Interrupted when stopped; finished items stay
 */
export async function optimiseRunGrasps(
  { config, seed, workers, folder, run, progress, signal }: RunStageContext<'capture'>,
  objects: readonly ObjectModel[],
  train: readonly Sample[],
  shard = WHOLE,
): Promise<GraspSet> {
  const { perObject, preset, physics, iterations, prior } = config.grasps;
  const task = progress.begin('grasps', objects.length * perObject, 'grasps');
  let holding = 0;
  const set = await generateGrasps({
    objects,
    hand: run.hand,
    betas: trainingShapes(train),
    poses: prior === 'training' ? await trainingPoses(train) : [],
    perObject,
    preset,
    physics,
    options: iterations > 0 ? { iterations } : {},
    seed,
    outDir: folder,
    threads: workers,
    cache: distanceCache(),
    signal,
    shard,
    onProgress: (item) => {
      holding += item.holding;
      task.advance(item.tried, item.kept);
      task.note(`${item.object}, ${holding} holding`);
    },
  }).catch((error) => {
    if (signal.aborted) throw new Interrupted('stopped on request; the same command goes on from there');
    throw error;
  });
  task.end(`${holding} holding`);
  return set;
}
