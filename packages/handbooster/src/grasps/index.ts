export { type DistanceField, sampleDistance } from './distance-field.js';
export { type GenerateGraspsInput, type GraspProgress, generateGrasps } from './generate-grasps.js';
export type { GraspSetManifest } from './grasp-files.js';
export { type GraspHand, graspHand } from './grasp-hand.js';
export { type GraspObject, graspObject } from './grasp-object.js';
export {
  ENERGY_TERMS,
  type EnergyTerm,
  FAST_GRASP_OPTIONS,
  type GraspOptions,
  type GraspPreset,
  graspOptions,
  PAPER_GRASP_OPTIONS,
} from './grasp-options.js';
export type { GraspRecord } from './grasp-record.js';
export { countGrasps, type GraspCounts, type GraspSet, readGraspSet } from './grasp-set.js';
export { encodeGraspTable, GRASP_TABLE_FILE, isComplete } from './grasp-table.js';
export { type OptimisedGrasps, type OptimiseInput, optimiseGrasps } from './optimise-grasps.js';
export { type PoseHabits, poseHabits } from './pose-habits.js';
export {
  GRASP_SHEET_DEFAULTS,
  type GraspSheetOptions,
  renderGraspSheet,
  type SheetGrasp,
} from './render-grasp-sheet.js';
export { restPlanes } from './rest-planes.js';
export { SOLID_OBJECT_DEFAULTS, type SolidObjectOptions, solidObject } from './solid-object.js';
export { type GraspPose, type ValidatedGrasp, validateGrasps } from './validate-grasps.js';
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
