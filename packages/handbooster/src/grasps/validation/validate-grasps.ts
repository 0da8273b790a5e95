import { SignedDistanceGrid } from '../../geometry/distance/signed-distance-grid.js';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { graspObject } from '../object/grasp-object.js';
import { GRASP_LIMITS, type GraspLimits, type GraspVerdict, judgeGrasp } from './judge-grasp.js';
import { type GraspMeasures, GraspMeter, type MeasureOptions } from './measure-grasp.js';

/** A grasp to be validated; a `GraspRecord` is one. The object is at identity. */
export interface GraspPose {
  /** (48) absolute axis-angle. */
  pose: ArrayLike<number>;
  /** (10) */
  betas: ArrayLike<number>;
  /** (3) metres. */
  translation: ArrayLike<number>;
}

export interface ValidatedGrasp extends GraspVerdict {
  measures: GraspMeasures;
}

/** Measures and judges grasps of one object, wherever they come from: a closed mesh in metres. */
export function validateGrasps(
  model: HandModel,
  object: Mesh & { name: string },
  grasps: readonly GraspPose[],
  limits: Partial<GraspLimits> = {},
  options: Partial<MeasureOptions> = {},
): ValidatedGrasp[] {
  const meter = new GraspMeter(model, options);
  const solid = graspObject(object.name, object, SignedDistanceGrid.build(object), 0);
  return grasps.map(({ pose, betas, translation }) => {
    const measures = meter.measure(solid, pose, betas, translation);
    return { measures, ...judgeGrasp(measures, null, { ...GRASP_LIMITS, ...limits }) };
  });
}
