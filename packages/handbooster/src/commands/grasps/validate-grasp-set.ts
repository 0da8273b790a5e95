import { resolve } from 'node:path';
import type { Progress } from '../../base/progress.js';
import { countGrasps, type GraspCounts, readGraspSet } from '../../grasps/set/grasp-set.js';
import { findGraspSource, type GraspSource, handOfSet } from '../../grasps/set/grasp-set-source.js';
import type { GraspLimits } from '../../grasps/validation/judge-grasp.js';
import { compareSelfIntersections, type SelfIntersectionReport } from './compare-self-intersections.js';
import { compareVolumes, type ExactReport } from './compare-volumes.js';
import { type CriterionReport, reportCriteria } from './report-criteria.js';

export interface ValidateGraspSetOptions extends Partial<GraspSource> {
  /** Changed limits, metres and their like (see `GraspLimits`). */
  limits?: Partial<GraspLimits>;
  /** Grasps of each object whose shared volume is also computed exactly; 0 for none. */
  exact?: number;
  /** Grasps of each object whose skin is also tested triangle against triangle; 0 for none. */
  triangles?: number;
  progress: Progress;
  signal: AbortSignal;
}

/** Tries of each object that the two slow comparisons look at, where they are asked for without a number. */
export const VALIDATE_GRASP_SET_DEFAULTS = { exactSample: 8, triangleSample: 64 } as const;

export interface GraspSetReport {
  limits: GraspLimits;
  objects: GraspCounts[];
  criteria: CriterionReport[];
  exact: ExactReport[];
  selfIntersections: SelfIntersectionReport[];
}

/**
 * Judges the grasps of a set anew from their stored measures, by the set's limits or others, and says how
 * they did.
 */
export async function validateGraspSet(
  directory: string,
  options: ValidateGraspSetOptions,
): Promise<GraspSetReport> {
  const folder = resolve(directory);
  const changed = options.limits ?? {};
  const set = readGraspSet(folder, changed);
  const limits = { ...set.manifest.limits, ...changed };
  const hand = () => handOfSet(set.manifest, findGraspSource(folder, options));
  return {
    limits,
    objects: countGrasps(set),
    criteria: reportCriteria(set.records, limits),
    exact: options.exact
      ? await compareVolumes(folder, set, limits, { ...options, count: options.exact })
      : [],
    selfIntersections: options.triangles
      ? compareSelfIntersections(set, hand(), limits.selfDepth, options.triangles)
      : [],
  };
}
