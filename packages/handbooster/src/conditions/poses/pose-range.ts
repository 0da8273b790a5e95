import type { PoseSet } from './pose-metric.js';

/** Some consecutive poses of a set. */
export interface PoseRange {
  poses: PoseSet;
  from: number;
  to: number;
}
