import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../base/errors/input-error.js';
import { hashArrays } from '../base/files/hash-arrays.js';
import { WorkerPool } from '../base/threads/worker-pool.js';
import type { Mesh } from '../geometry/mesh/mesh.js';
import type { HandModel } from '../hand/model/hand-model.js';
import { type GraspMakerInput, type GraspTarget, sharesNormaliser, startGraspTasks } from './grasp-maker.js';
import {
  GENERATE_GRASPS_DEFAULTS,
  type GraspOptions,
  type GraspPreset,
  graspOptions,
} from './grasp-options.js';
import { poseHabits } from './hand/pose-habits.js';
import { restPlanes } from './object/rest-planes.js';
import { solidObject } from './object/solid-object.js';
import { type GraspSetManifest, itemPath, openGraspFolder, readItem, writeItem } from './set/grasp-files.js';
import type { GraspRecord } from './set/grasp-record.js';
import { type GraspSet, readGraspSet } from './set/grasp-set.js';
import { GRASP_TABLE_FILE, updateGraspTable } from './set/grasp-table.js';
import { GRASP_LIMITS, type GraspLimits } from './validation/judge-grasp.js';

export interface GenerateGraspsInput {
  objects: readonly (Mesh & { id: number; name: string })[];
  hand: HandModel;
  /** Shapes (10 each) to draw from, such as those of the training subjects; the mean shape where left out. */
  betas?: readonly ArrayLike<number>[];
  /**
   * Poses ((48) axis-angle) of hands that hold something, to learn from how fingers bend; those of the
   * anatomical prior where left out. Not for the prior of components.
   */
  poses?: readonly ArrayLike<number>[];
  /** Grasps tried for each object. */
  perObject: number;
  preset?: GraspPreset;
  /** Changes to the preset. */
  options?: Partial<GraspOptions>;
  limits?: Partial<GraspLimits>;
  /** Also run the physics test (see `HoldTester`) on grasps that pass everything else; 0.1 s each. */
  physics?: boolean;
  seed: number;
  /**
   * Gets `set.json`, a file for each item and, once all are there, `grasps.parquet`; finished items that are
   * there already are kept.
   */
  outDir: string;
  /**
   * Called once, after the finished items of an earlier run are reported: grasps left to make, and those
   * there already.
   */
  onStart?: (left: number, kept: number) => void;
  onProgress?: (progress: GraspProgress) => void;
  /** Checked between items: what is finished stays on disk. */
  signal?: AbortSignal;
  /** Folder of distance grids by hash of the mesh, to be used again by other sets; none by default. */
  cache?: string;
  /** Worker threads; the result does not depend on it. */
  threads?: number;
  /** Only items with number % count = index, counted over all objects, to share the work between machines. */
  shard?: { index: number; count: number };
}

export interface GraspProgress {
  object: string;
  /** Grasps of this item, and how many of them are valid and holding. */
  tried: number;
  valid: number;
  holding: number;
  /** Grasps done and to do, of all objects; finished ones of an earlier run count as done. */
  done: number;
  total: number;
  /** True for an item that was on disk already. */
  kept: boolean;
}

interface Job {
  target: number;
  item: number;
  count: number;
}

/**
 * Makes grasps of every object (Sec. 3.3, pose preparation) and writes them, an item (a fixed chunk) a file.
 * Objects that cannot be made solid are left out and named in the manifest; it throws only when none is left.
 * Stops between items when the signal is aborted, with the signal's reason; the same call goes on from there.
 *
 * @example
 * ```ts
 * import { generateGrasps, loadBuiltinHand, proceduralObjects } from 'handbooster';
 * const objects = proceduralObjects().filter(({ name }) => name === '061_foam_brick');
 * const set = await generateGrasps({
 *   objects, hand: loadBuiltinHand(), perObject: 2, seed: 0, outDir: 'grasps',
 *   options: { iterations: 20, chunk: 2, drops: 2, draws: 3 },
 * });
 * console.log(set.records.length); // 2
 * ```
 */
export async function generateGrasps(input: GenerateGraspsInput): Promise<GraspSet> {
  const { hand, seed, outDir, perObject, signal, onProgress } = input;
  const { preset = GENERATE_GRASPS_DEFAULTS.preset, physics = GENERATE_GRASPS_DEFAULTS.physics } = input;
  const options = graspOptions(preset, input.options);
  const limits = { ...GRASP_LIMITS, ...input.limits };
  const betas = (input.betas ?? []).map((row, i) => {
    if (row.length !== 10 || !Array.from(row).every(Number.isFinite)) {
      throw new InputError(
        `grasps: shape ${i} must be 10 finite numbers, found [${Array.from(row).join(', ')}]`,
      );
    }
    return Float32Array.from(row);
  });
  if (!Number.isSafeInteger(perObject) || perObject < 1) {
    throw new InputError(`grasps: perObject must be a whole number of at least 1, found ${perObject}`);
  }
  const habits = input.poses && input.poses.length > 0 ? poseHabits(hand, input.poses) : undefined;
  const { targets, refused, repairs } = await solidTargets(input);
  const manifest: GraspSetManifest = {
    format: 'handbooster-grasps',
    version: 1,
    seed,
    preset,
    options,
    limits,
    physics,
    hand: { name: hand.name, hash: hand.hash },
    shapes: { count: betas.length, hash: hashArrays(...betas) },
    ...(habits
      ? { poses: { count: input.poses?.length ?? 0, hash: hashArrays(habits.mean, habits.deviation) } }
      : {}),
    objects: targets.map(({ id, name, mesh }, i) => ({
      id,
      name,
      hash: hashArrays(mesh.vertices, mesh.faces),
      repairs: repairs[i],
    })),
    refused,
    perObject,
  };
  openGraspFolder(outDir, manifest);
  const jobs: Job[] = [];
  let total = 0;
  let done = 0;
  const report = (job: Job, records: readonly GraspRecord[], kept: boolean) => {
    done += records.length;
    onProgress?.({
      object: targets[job.target].name,
      tried: records.length,
      valid: records.filter(({ valid }) => valid).length,
      holding: records.filter(({ holding }) => holding).length,
      done,
      total,
      kept,
    });
  };
  const kept: [Job, GraspRecord[]][] = [];
  // Counted over all objects, so that shards are even where an object has few items.
  let number = 0;
  targets.forEach(({ id, name }, target) => {
    for (let item = 0; item * options.chunk < perObject; item++) {
      if (input.shard && number++ % input.shard.count !== input.shard.index) continue;
      const count = Math.min(options.chunk, perObject - item * options.chunk);
      const job = { target, item, count };
      const found = readItem(itemPath(outDir, name, item), { id, name }, seed, limits);
      total += count;
      if (found && found.length >= count) kept.push([job, found.slice(0, count)]);
      else jobs.push(job);
    }
  });
  // A table of fewer grasps than asked for now would be taken for the whole.
  if (jobs.length > 0) rmSync(join(outDir, GRASP_TABLE_FILE), { force: true });
  for (const [job, records] of kept) report(job, records, true);
  input.onStart?.(total - done, done);
  if (options.onTable) {
    for (const target of new Set(jobs.map((job) => job.target))) {
      signal?.throwIfAborted();
      const { name, mesh } = targets[target];
      targets[target].planes = await restPlanes({ name, ...mesh }, options.drops, seed, outDir);
    }
  }
  const makerInput: GraspMakerInput = {
    hand,
    options,
    limits,
    seed,
    betas,
    targets,
    physics,
    cache: input.cache,
    habits,
  };
  const finish = (job: Job, records: GraspRecord[]) => {
    writeItem(itemPath(outDir, targets[job.target].name, job.item), records);
    report(job, records.slice(0, job.count), false);
  };
  // The chunk's shared normaliser makes a chunk whole: short ones are made in full and cut.
  const whole = sharesNormaliser(options);
  const size = (job: Job) => (whole ? options.chunk : job.count);
  const threads = Math.min(input.threads ?? 1, jobs.length);
  if (jobs.length > 0) {
    const pool = new WorkerPool({
      module: import.meta.url,
      file: 'grasp-worker',
      workers: threads > 1 ? threads : 0,
      data: makerInput,
      start: startGraspTasks,
    });
    try {
      // The order in which they end changes nothing.
      const tasks = jobs.map((job) => ({ target: job.target, item: job.item, count: size(job) }));
      await pool.share(
        tasks,
        (index, records) => finish(jobs[index], records.slice(0, jobs[index].count)),
        signal,
      );
    } finally {
      await pool.close();
    }
  }
  signal?.throwIfAborted();
  const set = readGraspSet(outDir);
  updateGraspTable(outDir, set);
  return set;
}

async function solidTargets(input: GenerateGraspsInput) {
  const targets: GraspTarget[] = [];
  const repairs: string[][] = [];
  const refused: { name: string; reason: string }[] = [];
  for (const { id, name, vertices, faces } of input.objects) {
    try {
      const solid = await solidObject({ vertices, faces }, name);
      const mesh = { vertices: solid.vertices, faces: solid.faces };
      targets.push({ id, name, mesh, planes: null });
      repairs.push(solid.repairs);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      refused.push({ name, reason: error.message });
    }
  }
  if (targets.length === 0) {
    throw new InputError(
      `grasps: no usable object: ${refused.map(({ reason }) => reason).join('; ') || 'none given'}`,
    );
  }
  return { targets, refused, repairs };
}
