import { InputError } from '../../base/errors/input-error.js';
import { distanceCache } from '../../base/files/cache-folder.js';
import { hashArrays } from '../../base/files/hash-arrays.js';
import { type DistanceField, distanceAt } from '../../geometry/distance/distance-field.js';
import { cachedSignedDistanceGrid } from '../../geometry/distance/signed-distance-cache.js';
import { GraspMaker } from '../../grasps/grasp-maker.js';
import { poseHabits } from '../../grasps/hand/pose-habits.js';
import { restPlanes } from '../../grasps/object/rest-planes.js';
import type { GraspFrame } from '../../grasps/optimise/optimise-grasps.js';
import type { GraspRecord } from '../../grasps/set/grasp-record.js';
import { type GraspSet, readGraspSet } from '../../grasps/set/grasp-set.js';
import {
  findGraspSource,
  handOfSet,
  type ObjectOfSet,
  objectsOfSet,
} from '../../grasps/set/grasp-set-source.js';
import { decodeHands } from '../../hand/decode-hands.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import type { Run } from '../../pipeline/run/open-run.js';
import { trainingPoses, trainingShapes } from '../../pipeline/stages/grasps/training-hands.js';

/** An object that a run grasps, with its distances. */
export interface GraspedObject extends ObjectOfSet {
  field: DistanceField;
}

/** All tries of a run's grasps, to be looked at: rejected ones too, which a run keeps beside the others. */
export class RunGrasps {
  readonly hand: HandModel;
  readonly #objects = new Map<string, Promise<GraspedObject>>();

  private constructor(
    readonly run: Run,
    readonly folder: string,
    readonly set: GraspSet,
  ) {
    this.hand = handOfSet(set.manifest, findGraspSource(folder, {}));
  }

  /** @throws InputError where the stage is not finished, or its models are not here */
  static open(run: Run): RunGrasps {
    const folder = run.folder('grasps');
    return new RunGrasps(run, folder, readGraspSet(folder));
  }

  /** A try by its id. @throws InputError where there is none */
  find(id: string): GraspRecord {
    const found = this.set.records.find((record) => record.id === id);
    if (found === undefined) throw new InputError(`${this.folder}: expected a grasp ${id}, found none`);
    return found;
  }

  /** An object by its name; what it was grasped as is read once. */
  object(name: string): Promise<GraspedObject> {
    let found = this.#objects.get(name);
    if (found === undefined) {
      found = this.#open(name);
      this.#objects.set(name, found);
      found.catch(() => this.#objects.delete(name));
    }
    return found;
  }

  async #open(name: string): Promise<GraspedObject> {
    const [object] = await objectsOfSet(this.set.manifest, findGraspSource(this.folder, {}), [name]);
    return { ...object, field: cachedSignedDistanceGrid(object.solid, distanceCache()) };
  }

  /**
   * How far each vertex of the hand (V) is from an object, metres; negative inside.
   *
   * @param pose (51) translation, root, fingers, as a frame has it.
   */
  distances({ field }: GraspedObject, pose: ArrayLike<number>, betas: ArrayLike<number>): Float32Array {
    const all = Array.from(pose);
    const { vertices } = decodeHands(this.hand, all.slice(3), betas, all.slice(0, 3));
    return Float32Array.from({ length: vertices.length / 3 }, (_, i) =>
      distanceAt(field, vertices[3 * i], vertices[3 * i + 1], vertices[3 * i + 2]),
    );
  }

  /**
   * Makes a try anew from what it was made from, and tells of each state on the way: a run keeps where a try
   * began and ended, not its way. The last frame is what the run has, to the bit.
   *
   * @throws InputError where what it was made from is not here any more
   */
  async replay(id: string, watch: (frame: GraspFrame) => void): Promise<GraspRecord> {
    const { object, index } = this.find(id);
    const { manifest } = this.set;
    const { model, solid } = await this.object(object.name);
    const { samples } = await this.run.trainingSplit();
    const betas = trainingShapes(samples);
    const habits =
      manifest.poses === undefined ? undefined : poseHabits(this.hand, await trainingPoses(samples));
    const found = {
      shapes: hashArrays(...betas),
      poses: habits && hashArrays(habits.mean, habits.deviation),
    };
    for (const key of ['shapes', 'poses'] as const) {
      if (found[key] === manifest[key]?.hash) continue;
      throw new InputError(
        `${this.folder}/set.json: ${key}: the training hands are not those that these grasps were made with; ` +
          'make the stage grasps anew',
      );
    }
    const { options, limits, seed } = manifest;
    const planes = options.onTable
      ? await restPlanes({ name: object.name, ...solid }, options.drops, seed, this.folder)
      : null;
    const maker = await GraspMaker.create({
      hand: this.hand,
      options,
      limits,
      seed,
      betas,
      targets: [{ id: model.id, name: object.name, mesh: solid, planes }],
      physics: false,
      cache: distanceCache(),
      habits,
    });
    return maker.replay(0, index, watch);
  }
}
