export { type DistanceField, sampleDistance } from '../geometry/distance/distance-field.js';
export { type GenerateGraspsInput, type GraspProgress, generateGrasps } from './generate-grasps.js';
export {
  ENERGY_TERMS,
  type EnergyTerm,
  FAST_GRASP_OPTIONS,
  type GraspOptions,
  type GraspPreset,
  graspOptions,
  PAPER_GRASP_OPTIONS,
} from './grasp-options.js';
export { type GraspHand, graspHand } from './hand/grasp-hand.js';
export { type PoseHabits, poseHabits } from './hand/pose-habits.js';
export { type GraspObject, graspObject } from './object/grasp-object.js';
export { restPlanes } from './object/rest-planes.js';
export { SOLID_OBJECT_DEFAULTS, type SolidObjectOptions, solidObject } from './object/solid-object.js';
export {
  type GraspFrame,
  type OptimisedGrasps,
  type OptimiseInput,
  optimiseGrasps,
} from './optimise/optimise-grasps.js';
export type { GraspSetManifest } from './set/grasp-files.js';
export type { GraspRecord } from './set/grasp-record.js';
export { countGrasps, type GraspCounts, type GraspSet, readGraspSet } from './set/grasp-set.js';
export { encodeGraspTable, GRASP_TABLE_FILE, isComplete } from './set/grasp-table.js';
export { exactIntersection } from './validation/exact-intersection.js';
export { HOLD_TEST_DEFAULTS, HoldTester, type HoldTestOptions } from './validation/hold-test.js';
export {
  CRITERIA,
  GRASP_LIMITS,
  type GraspLimits,
  type GraspVerdict,
  judgeGrasp,
  type Rejection,
  rejectionWords,
} from './validation/judge-grasp.js';
export {
  type GraspMeasures,
  GraspMeter,
  MEASURE_DEFAULTS,
  type MeasureOptions,
} from './validation/measure-grasp.js';
export { countSelfIntersections } from './validation/self-intersections.js';
export { voxelIntersection } from './validation/voxel-intersection.js';
