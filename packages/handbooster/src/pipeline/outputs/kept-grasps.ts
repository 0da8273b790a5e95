import type { GraspRecord } from '../../grasps/set/grasp-record.js';
import { readGraspSet } from '../../grasps/set/grasp-set.js';

/** Which grasps a run goes on with: those that pass the paper's three criteria, or also hold the object. */
export type KeptKind = 'valid' | 'holding';

/** The grasps of a set that may be used. */
export function keptGrasps(folder: string, keep: KeptKind): GraspRecord[] {
  return readGraspSet(folder).records.filter((record) => (keep === 'valid' ? record.valid : record.holding));
}
