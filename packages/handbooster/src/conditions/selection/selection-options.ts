import { GRASPING_DEFAULTS } from '../grasping/grasping-frames.js';
import { CONTACT_DISTANCE } from '../grasping/hand-contact.js';
import { POSE_METRIC_DEFAULTS } from '../poses/pose-metric.js';
import { CROSS_DISTRIBUTION_DEFAULTS } from './cross-distribution.js';

/** How poses are selected (Alg. 1, Eq. 3-6). */
export interface SelectionOptions {
  /** M: real poses kept per object. */
  real: number;
  /** N: synthetic poses kept per object. */
  synthetic: number;
  /** Which grasps are kept: those farthest from each other (Alg. 1), or any. */
  intra: 'farthest' | 'random';
  /** What makes a kept grasp likelier: being unlike the real ones (Eq. 6), or nothing. */
  cross: 'novelty' | 'even';
  /** Distance of pose vectors. */
  metric: 'paper' | 'absdot' | 'geodesic';
  /** Metres of translation that weigh as much as one rotation. */
  translationScale: number;
  /** Weight of each joint rotation. */
  jointWeight: number;
  /** Weight of the object's rotation. */
  objectRotationWeight: number;
  /** Novelty of a pose in Eq. 6. */
  novelty: 'sum' | 'nearest';
  /** Eq. 6 weights are raised to this power. */
  power: number;
  /** Whether poses that differ by a symmetry of the object count as one. */
  symmetries: 'none' | 'table' | 'detect';
  /** When a sample shows a grasp: the object has been moved (Eq. 3), is touched, or both. */
  graspingRule: 'eq3' | 'contact' | 'both';
  /** Metres between hand and object that count as touching. */
  contactDistance: number;
  /** Degrees and metres past which an object counts as moved (Eq. 3). */
  graspingRotation: number;
  graspingTranslation: number;
  graspingCombine: 'or' | 'and';
}

export const SELECTION_DEFAULTS: SelectionOptions = {
  real: 10,
  synthetic: 500,
  intra: 'farthest',
  cross: 'novelty',
  metric: POSE_METRIC_DEFAULTS.kind,
  translationScale: POSE_METRIC_DEFAULTS.translationScale,
  jointWeight: POSE_METRIC_DEFAULTS.jointWeight,
  objectRotationWeight: POSE_METRIC_DEFAULTS.objectRotationWeight,
  ...CROSS_DISTRIBUTION_DEFAULTS,
  symmetries: 'none',
  graspingRule: GRASPING_DEFAULTS.rule,
  contactDistance: CONTACT_DISTANCE,
  graspingRotation: GRASPING_DEFAULTS.rotationThreshold,
  graspingTranslation: GRASPING_DEFAULTS.translationThreshold,
  graspingCombine: GRASPING_DEFAULTS.combine,
};
