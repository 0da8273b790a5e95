import { DexYcbWriter } from '../../datasets/dexycb/dexycb-writer.js';
import { SignedDistanceGrid } from '../../geometry/distance/signed-distance-grid.js';
import type { HandModel, HandSide } from '../../hand/model/hand-model.js';
import type { ObjectModel } from '../../objects/object-model.js';
import { findGrasps, type ObjectGrasps } from '../grasping/grasp-library.js';
import { type Stand, type StandingObject, standingObject } from '../grasping/standing-object.js';
import type { CaptureOptions } from '../plan/capture-options.js';
import type { SequencePlan } from '../plan/capture-plan.js';
import { Recorder } from './record-sequence.js';

/** What a worker is started with. Plain data: it crosses threads. */
export interface CaptureJob {
  root: string;
  options: CaptureOptions;
  hands: Record<HandSide, HandModel>;
  models: readonly ObjectModel[];
  /** Whether another process may record the same sequences at the same time. */
  shared: boolean;
}

/** An object made ready, as plain data. */
export interface PreparedObject {
  field: Pick<SignedDistanceGrid, 'origin' | 'cell' | 'size' | 'values'>;
  stands: Stand[];
  grasps: ObjectGrasps;
}

/** One piece of a capture's work. */
export type CaptureTask =
  | { kind: 'prepare'; object: number; known: ObjectGrasps | null }
  | { kind: 'world'; prepared: readonly PreparedObject[] }
  | { kind: 'record'; plan: SequencePlan };

/** Does the capture's tasks, on whatever thread. */
export class CaptureTasks {
  readonly #job: CaptureJob;
  #recorder: Recorder | null = null;

  constructor(job: CaptureJob) {
    this.#job = job;
  }

  async run(task: CaptureTask): Promise<PreparedObject | null> {
    const { options, hands, models, root, shared } = this.#job;
    if (task.kind === 'prepare') {
      const object = standingObject(models[task.object]);
      const counts = { training: options.trainingGrasps, unseen: options.unseenGrasps };
      const grasps = task.known ?? findGrasps(hands.right, object, counts, options.seed, task.object);
      const { origin, cell, size, values } = object.field;
      const shared = new Float32Array(new SharedArrayBuffer(values.byteLength));
      shared.set(values);
      return { field: { origin, cell, size, values: shared }, stands: object.stands, grasps };
    }
    if (task.kind === 'world') {
      const objects: StandingObject[] = task.prepared.map(({ field, stands }, i) => ({
        model: models[i],
        field: new SignedDistanceGrid(field.origin, field.cell, field.size, field.values),
        stands,
      }));
      const grasps = task.prepared.map((p) => p.grasps);
      this.#recorder = new Recorder(
        { options, hands, objects, grasps },
        new DexYcbWriter(root, hands, { wholeFrames: false }),
        shared,
      );
      return null;
    }
    if (this.#recorder === null) throw new Error('capture: a sequence came before the objects were ready');
    await this.#recorder.record(task.plan);
    return null;
  }
}

/** Makes a thread ready for a capture's tasks. */
export function startCaptureTasks(job: CaptureJob): (task: CaptureTask) => Promise<PreparedObject | null> {
  const tasks = new CaptureTasks(job);
  return (task) => tasks.run(task);
}
