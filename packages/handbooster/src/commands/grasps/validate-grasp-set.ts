import { resolve } from 'node:path';
import type { Progress } from '../../base/progress.js';
import { countGrasps, type GraspCounts, readGraspSet } from '../../grasps/set/grasp-set.js';
import { findGraspSource, type GraspSource, handOfSet } from '../../grasps/set/grasp-set-source.js';
import type { GraspLimits } from '../../grasps/validation/judge-grasp.js';
import {
  compareSelfIntersections,
  type SelfIntersectionReport,
  selfIntersectionTable,
} from './compare-self-intersections.js';
import { compareVolumes, type ExactReport, exactTable } from './compare-volumes.js';
import { type CriterionReport, countsTable, criteriaTable, reportCriteria } from './grasp-tables.js';

export interface ValidateGraspSetOptions extends Partial<GraspSource> {
  /** Changed limits, in SI units. */
  limits?: Partial<GraspLimits>;
  /** Grasps of each object whose shared volume is also computed exactly; 0 for none. */
  exact?: number;
  /** Grasps of each object whose skin is also tested triangle against triangle; 0 for none. */
  triangles?: number;
  progress: Progress;
  signal: AbortSignal;
}

export interface GraspSetReport {
  limits: GraspLimits;
  objects: GraspCounts[];
  criteria: CriterionReport[];
  exact: ExactReport[];
  selfIntersections: SelfIntersectionReport[];
  /** All of it as tables. */
  text: string;
}

/** Judges the grasps of a set anew from their stored measures, by the set's limits or others, and says how they did. */
export async function validateGraspSet(
  directory: string,
  options: ValidateGraspSetOptions,
): Promise<GraspSetReport> {
  const folder = resolve(directory);
  const set = readGraspSet(folder, options.limits);
  const limits = { ...set.manifest.limits, ...options.limits };
  const criteria = reportCriteria(set.records, limits);
  const exact = options.exact ? await compareVolumes(folder, set, limits, options) : [];
  const tables = [countsTable(set), criteriaTable(criteria)];
  if (exact.length > 0) tables.push(exactTable(exact));
  const hand = () => handOfSet(set.manifest, findGraspSource(folder, options));
  const selfIntersections = options.triangles
    ? compareSelfIntersections(set, hand(), limits.selfDepth, options.triangles)
    : [];
  if (selfIntersections.length > 0) tables.push(selfIntersectionTable(selfIntersections));
  return {
    limits,
    objects: countGrasps(set),
    criteria,
    exact,
    selfIntersections,
    text: tables.join('\n\n'),
  };
}
