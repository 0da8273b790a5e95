import { SignedDistanceGrid } from '../../geometry/distance/signed-distance-grid.js';
import { type GraspObject, graspObject } from '../../grasps/object/grasp-object.js';
import { solidObject } from '../../grasps/object/solid-object.js';
import { judgeGrasp, type Rejection } from '../../grasps/validation/judge-grasp.js';
import { type GraspMeasures, GraspMeter } from '../../grasps/validation/measure-grasp.js';
import { decodeHands } from '../../hand/decode-hands.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import type { ObjectModel } from '../../objects/object-model.js';
import type { GraspFit, NovelGrasp } from './novel-grasp.js';

export interface RefittedGrasp {
  grasp: NovelGrasp & { fit: GraspFit };
  /** Passes the paper's three criteria with its new shape. */
  valid: boolean;
  rejections: Rejection[];
}

/**
 * Gives grasps another hand shape (the release puts a random training shape on grasps of the mean one) and
 * validates them anew, because the change moves fingers off the object or into it: 4.5 mm along a finger for
 * each unit of the first shape number. The pose stays, and the wrist stays where it is in the object's frame.
 */
export class GraspRefit {
  readonly #model: HandModel;
  readonly #objects: ReadonlyMap<number, GraspObject>;
  readonly #meter: GraspMeter;

  private constructor(model: HandModel, objects: ReadonlyMap<number, GraspObject>) {
    this.#model = model;
    this.#objects = objects;
    this.#meter = new GraspMeter(model);
  }

  /** Prepares objects for measuring, some tenths of a second each. */
  static async prepare(model: HandModel, objects: readonly ObjectModel[]): Promise<GraspRefit> {
    const prepared = new Map<number, GraspObject>();
    for (const object of objects) {
      const solid = await solidObject(object, object.name);
      prepared.set(object.id, graspObject(object.name, solid, SignedDistanceGrid.build(solid), 0));
    }
    return new GraspRefit(model, prepared);
  }

  /** @param betas (10) the new shape */
  refit(grasp: NovelGrasp, betas: ArrayLike<number>): RefittedGrasp {
    const object = this.#objects.get(grasp.object.id);
    if (object === undefined) throw new RangeError(`GraspRefit: ${grasp.object.name} was not prepared`);
    const before = restWrist(this.#model, grasp.betas);
    const after = restWrist(this.#model, betas);
    const translation = Float32Array.from(
      { length: 3 },
      (_, k) => grasp.translation[k] + before[k] - after[k],
    );
    const measures = this.#meter.measure(object, grasp.pose, betas, translation);
    const { valid, rejections } = judgeGrasp(measures, null);
    return { grasp: { ...grasp, betas, translation, fit: graspFit(measures) }, valid, rejections };
  }
}

/** The part of a grasp's measures that says how it fits. */
export function graspFit({ nearest, depth, volume, selfDepth }: GraspMeasures): GraspFit {
  return {
    gapMillimetres: Math.max(0, nearest) * 1e3,
    depthMillimetres: depth * 1e3,
    volumeCubicCentimetres: volume * 1e6,
    selfDepthMillimetres: selfDepth * 1e3,
  };
}

function restWrist(model: HandModel, betas: ArrayLike<number>): Float32Array {
  return decodeHands(model, new Float32Array(48), betas).joints.subarray(0, 3);
}
