import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { Interrupted } from '../../base/errors/interrupted.js';
import { distanceCache } from '../../base/files/cache-folder.js';
import type { Progress, Task } from '../../base/progress.js';
import type { Shard } from '../../distributed/item-share.js';
import { generateGrasps } from '../../grasps/generate-grasps.js';
import { GENERATE_GRASPS_DEFAULTS, type GraspOptions, type GraspPreset } from '../../grasps/grasp-options.js';
import { countGrasps, type GraspCounts, type GraspSet } from '../../grasps/set/grasp-set.js';
import { loadGraspObjects, writeGraspSource } from '../../grasps/set/grasp-set-source.js';
import { isComplete } from '../../grasps/set/grasp-table.js';
import { BUILTIN_HAND } from '../../hand/model/find-hand-model.js';
import { loadHand } from '../../hand/model/hand-by-name.js';
import { trainingPoses, trainingShapes } from '../../pipeline/stages/grasps/training-hands.js';
import { trainingSamples } from './training-samples.js';

export interface GenerateGraspSetOptions {
  /** `procedural`, or a folder of models. */
  objects?: string;
  /** Only these of them. */
  names?: readonly string[];
  perObject?: number;
  preset?: GraspPreset;
  /** Changes to the preset. */
  changes?: Partial<GraspOptions>;
  seed?: number;
  shard?: Shard;
  /** Worker threads, the number of cores by default; no result depends on it. */
  workers?: number;
  physics?: boolean;
  /** `builtin`, `mano`, or a file. */
  hand?: string;
  /**
   * Real data in DexYCB's layout whose training subjects' shapes are drawn from; the mean shape without it.
   */
  capture?: string;
  setup?: string;
  /** How fingers bend: `anatomical` (the default), or learnt from the `training` poses of the capture. */
  prior?: 'anatomical' | 'training';
  output: string;
  progress: Progress;
  signal: AbortSignal;
}

export const GENERATE_GRASP_SET_DEFAULTS = {
  objects: 'procedural',
  perObject: 200,
  ...GENERATE_GRASPS_DEFAULTS,
  seed: 1,
  shard: { index: 0, count: 1 },
  hand: BUILTIN_HAND,
  prior: 'anatomical',
} as const;

export interface GeneratedGraspSet {
  set: GraspSet;
  /** Of each object. */
  counts: GraspCounts[];
  /** False while items of other shards are missing. */
  complete: boolean;
}

/**
 * Grasps of a folder of objects, outside a run. Items that are there already are kept; objects that cannot be
 * used are left out with a word.
 *
 * @throws Interrupted when the signal stops it; the same call goes on from there.
 */
export async function generateGraspSet(given: GenerateGraspSetOptions): Promise<GeneratedGraspSet> {
  const options = { ...GENERATE_GRASP_SET_DEFAULTS, ...given };
  const { preset, seed, shard, progress, signal, perObject, prior, capture, setup } = options;
  const workers = options.workers ?? availableParallelism();
  for (const [name, value, least] of [
    ['per-object', perObject, 1],
    ['workers', workers, 1],
    ['seed', seed, 0],
    ['iterations', options.changes?.iterations ?? 1, 1],
  ] as const) {
    if (!Number.isSafeInteger(value) || value < least)
      throw new InputError(`${name}: expected a whole number of at least ${least}, found ${value}`);
  }
  const folder = resolve(options.output);
  const hand = loadHand({ hand: { model: options.hand } });
  const say = (name: string, reason: string) => progress.say(`grasps        ${name} left out: ${reason}`);
  const objects = await loadGraspObjects(
    options.objects,
    options.names,
    (name, error) => say(name, error.message),
    (words) => progress.say(`objects       ${words}`),
  );
  if (prior === 'training' && capture === undefined)
    throw new InputError('prior: training poses come from real data; name it with --capture');
  const samples = capture === undefined ? [] : await trainingSamples(capture, hand, setup);
  const betas = trainingShapes(samples);
  const poses = prior === 'training' ? await trainingPoses(samples) : [];
  let task: Task | null = null;
  let holding = 0;
  const set = await generateGrasps({
    objects,
    hand,
    betas,
    poses,
    perObject,
    preset,
    options: options.changes,
    physics: options.physics,
    seed,
    outDir: folder,
    threads: workers,
    shard,
    cache: distanceCache(),
    signal,
    onStart(left, kept) {
      // The folder is known to be this set's by now.
      writeGraspSource(folder, { objects: options.objects, hand: options.hand });
      if (kept > 0) progress.say(`grasps        ${kept} there already`);
      task = progress.begin('grasps', left, 'grasps');
    },
    onProgress(item) {
      holding += item.holding;
      if (!item.kept) task?.advance(item.tried);
      task?.note(`${item.object}, ${holding} holding`);
    },
  }).catch((error) => {
    if (signal.aborted) throw new Interrupted('stopped on request; the same command goes on from there');
    throw error;
  });
  (task as Task | null)?.end(`${holding} holding`);
  for (const { name, reason } of set.manifest.refused) say(name, reason);
  return { set, counts: countGrasps(set), complete: isComplete(set) };
}
