import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../base/errors/input-error.js';
import { writeFileAtomic } from '../base/files/atomic-write.js';
import { hashArrays } from '../base/files/hash-arrays.js';
import { readJsonFile } from '../base/files/read-text-file.js';
import { dexYcbPaths } from '../datasets/dexycb/dexycb-layout.js';
import { DexYcbWriter } from '../datasets/dexycb/dexycb-writer.js';
import { isMine, type Shard, WHOLE } from '../distributed/item-share.js';
import { composeRigid, invertRigid } from '../geometry/rigid-motion.js';
import { loadBuiltinHand } from '../hand/model/builtin-hand.js';
import type { HandModel, HandSide } from '../hand/model/hand-model.js';
import type { ObjectModel } from '../objects/object-model.js';
import { isGraspable, type ObjectGrasps } from './grasping/grasp-library.js';
import { captureSubjects } from './people/subjects.js';
import { cameraRig } from './plan/camera-rig.js';
import { type CaptureOptions, captureOptions } from './plan/capture-options.js';
import { type CapturePlan, extrinsicsOf, masterView, planCapture } from './plan/capture-plan.js';
import { type CapturePool, capturePool } from './record/capture-pool.js';
import type { CaptureTask, PreparedObject } from './record/capture-tasks.js';

/** Names of the files that a capture adds to DexYCB's layout. */
export const CAPTURE_FILE = 'capture.json';
export const GRASPS_FILE = 'grasps.json';

export interface SimulateCaptureRequest extends Partial<CaptureOptions> {
  /** What is grasped: three or more objects with different ids of at most 254. */
  objects: readonly ObjectModel[];
  /** The hand of each side; the built-in one by default. */
  hands?: Record<HandSide, HandModel>;
  /**
   * Record only this share of the plan's sequences (to share a capture between machines); all by default.
   * Another process may have the same share.
   */
  shard?: Shard;
  onProgress?: (progress: CaptureProgress) => void;
  /** Stops after the sequences under way. */
  signal?: AbortSignal;
}

export interface CaptureProgress {
  phase: 'objects' | 'sequences';
  done: number;
  total: number;
  /** Pictures written so far in this run. */
  pictures: number;
}

export interface CaptureReport {
  /** False when it was stopped before the end; the same call goes on from there. */
  complete: boolean;
  /** What is recorded; null when it was stopped before that was known. */
  plan: CapturePlan | null;
  /** Sequences recorded by this call, and found whole from an earlier one. */
  recorded: number;
  skipped: number;
  pictures: number;
}

/**
 * Records a simulated capture into `root` in DexYCB's on-disk layout, with `splits.json` (setup `simulated`),
 * and `capture.json` with what it was made from. Calling it again goes on where it stopped; a folder made
 * from other options is refused. The bytes depend on the options (but for `workers`), the objects and the
 * hands alone.
 *
 * @example
 * ```ts
 * import { proceduralObjects, simulateCapture } from 'handbooster';
 * const report = await simulateCapture('capture', {
 *   objects: proceduralObjects().slice(0, 3),
 *   subjects: 2, unseenSubjects: 1, rooms: 2, trainingSequences: 1, validationSequences: 1, testSequences: 1,
 *   trainingGrasps: 1, unseenGrasps: 1, framesPerSequence: 2, trainingViews: 1, testViews: 1,
 *   width: 160, height: 120,
 * });
 * console.log(report.complete); // true
 * ```
 */
export async function simulateCapture(root: string, request: SimulateCaptureRequest): Promise<CaptureReport> {
  const { objects: models, hands: given, shard, onProgress, signal, ...rest } = request;
  const options = captureOptions(rest);
  const hands = given ?? { right: loadBuiltinHand('right'), left: loadBuiltinHand('left') };
  checkObjects(models);
  await claimFolder(root, captureCard(options, models, hands));
  // Threads start when there is something to do.
  let started: CapturePool | null = null as CapturePool | null; // assigned in a closure, which narrowing misses
  const crew = () => {
    started ??= capturePool({ root, options, hands, models, shared: shard !== undefined }, options.workers);
    return started;
  };
  try {
    let known = readGrasps(root, models);
    const stopped: CaptureReport = { complete: false, plan: null, recorded: 0, skipped: 0, pictures: 0 };
    let found: PreparedObject[] | null = null;
    if (known === null) {
      const objects = await prepare(crew(), models, null, onProgress, signal);
      if (objects === null) return stopped;
      found = objects;
      known = objects.map(({ grasps }) => grasps);
      const named = Object.fromEntries(models.map(({ name }, i) => [name, objects[i].grasps]));
      await writeFileAtomic(join(root, GRASPS_FILE), `${JSON.stringify(named, null, 1)}\n`);
    }
    const grasps = known ?? [];
    const graspable = models.flatMap((_, i) =>
      isGraspable(grasps[i], options.testSequences > 0) ? [i] : [],
    );
    if (graspable.length === 0) {
      throw new InputError(
        `simulated capture: no hand can grasp any of ${models.map(({ name }) => name).join(', ')}: ` +
          'objects must be 0.5 to 12 cm thick somewhere; are the models in metres?',
      );
    }
    const plan = planCapture(options, models.length, graspable);
    await writeFrameOfCapture(new DexYcbWriter(root, hands), options, models, plan);
    const wanted = plan.sequences.filter(({ item }) => isMine(shard ?? WHOLE, item));
    const open = wanted
      .filter(({ subjectFolder, name }) => !existsSync(dexYcbPaths.meta(root, subjectFolder, name)))
      // A room as a person's cameras see it is drawn once for sequences that follow one another.
      .sort((a, b) => a.subject - b.subject || a.room - b.room || a.item - b.item);
    const skipped = wanted.length - open.length;
    const report: CaptureReport = { ...stopped, plan, skipped, complete: open.length === 0 };
    if (report.complete) return report;
    const prepared = found ?? (await prepare(crew(), models, grasps, onProgress, signal));
    if (prepared === null) return report;
    await crew().runOnAll({ kind: 'world', prepared });
    report.complete = await crew().share(
      open.map((sequence): CaptureTask => ({ kind: 'record', plan: sequence })),
      (index) => {
        report.recorded++;
        report.pictures += open[index].views.length * open[index].frames;
        onProgress?.({
          phase: 'sequences',
          done: skipped + report.recorded,
          total: wanted.length,
          pictures: report.pictures,
        });
      },
      signal,
    );
    return report;
  } finally {
    await started?.close();
  }
}

/** Distance fields, ways to stand and (unless known) grasps of all objects; null when stopped. */
async function prepare(
  crew: CapturePool,
  models: readonly ObjectModel[],
  known: readonly ObjectGrasps[] | null,
  onProgress: SimulateCaptureRequest['onProgress'],
  signal: AbortSignal | undefined,
): Promise<PreparedObject[] | null> {
  const prepared: PreparedObject[] = [];
  let done = 0;
  const complete = await crew.share(
    models.map((_, object): CaptureTask => ({ kind: 'prepare', object, known: known?.[object] ?? null })),
    (object, result) => {
      if (result !== null) prepared[object] = result;
      done++;
      onProgress?.({ phase: 'objects', done, total: models.length, pictures: 0 });
    },
    signal,
  );
  return complete ? prepared : null;
}

function checkObjects(models: readonly ObjectModel[]): void {
  if (models.length === 0) throw new InputError('simulated capture: there are no objects to grasp');
  const seen = new Map<number, string>();
  for (const { id, name } of models) {
    if (!Number.isInteger(id) || id < 1 || id > 254) {
      throw new InputError(
        `simulated capture: object ${name} has id ${id}; the segmentation holds ids 1 ... 254 (255 is the hand)`,
      );
    }
    const other = seen.get(id);
    if (other !== undefined) {
      throw new InputError(`simulated capture: objects ${other} and ${name} have the same id ${id}`);
    }
    seen.set(id, name);
  }
}

/** What a capture is made from; equal cards mean equal bytes. */
function captureCard(
  options: CaptureOptions,
  models: readonly ObjectModel[],
  hands: Record<HandSide, HandModel>,
): string {
  const { workers: _, wild, ...rest } = options;
  const card = {
    format: 'handbooster simulated capture, 3',
    options: wild === null ? rest : { ...rest, wild },
    hands: { right: hands.right.hash, left: hands.left.hash },
    objects: models.map(({ id, name, vertices, faces, uvs, texture, color }) => ({
      id,
      name,
      hash: hashArrays(
        vertices,
        faces,
        uvs ?? new Float32Array(0),
        texture?.pixels ?? new Uint8Array(0),
        Float64Array.from(color),
      ),
    })),
  };
  return `${JSON.stringify(card, null, 2)}\n`;
}

async function claimFolder(root: string, card: string): Promise<void> {
  const path = join(root, CAPTURE_FILE);
  if (!existsSync(path)) {
    await writeFileAtomic(path, card);
    return;
  }
  if (readFileSync(path, 'utf8') !== card) {
    throw new InputError(
      `${path}: this folder holds a capture made with other options, objects or hands; ` +
        'choose another folder or remove this one',
    );
  }
}

/** Calibration, models, splits: everything but the sequences. */
async function writeFrameOfCapture(
  writer: DexYcbWriter,
  options: CaptureOptions,
  models: readonly ObjectModel[],
  plan: CapturePlan,
): Promise<void> {
  await writer.writeHandModels();
  await writer.writeObjectModels(models);
  await writer.writeSplits(plan.splits);
  for (const [index, subject] of captureSubjects(options.seed, options.subjects).entries()) {
    const rig = cameraRig(options.seed, index, options.width, options.height, options.wild?.focal);
    if (index === 0) for (const { serial, camera } of rig) await writer.writeIntrinsics(serial, camera);
    await writer.writeHandCalibration(subject.folder, subject.betas);
    const masters = new Set(plan.sequences.filter((each) => each.subject === index).map(masterView));
    for (const view of [...masters].sort()) {
      const master = rig[view];
      await writer.writeExtrinsics(
        extrinsicsOf(subject.folder, view),
        master.serial,
        new Map(
          rig.map(({ serial, tableFromCamera }) => [
            serial,
            composeRigid(master.cameraFromTable, tableFromCamera),
          ]),
        ),
        invertRigid(master.tableFromCamera),
      );
    }
  }
}

function readGrasps(root: string, models: readonly ObjectModel[]): ObjectGrasps[] | null {
  const path = join(root, GRASPS_FILE);
  if (!existsSync(path)) return null;
  const all = readJsonFile(path, 'remove it, and grasps are looked for anew') as Record<string, ObjectGrasps>;
  return models.map(({ name }) => all[name]);
}
