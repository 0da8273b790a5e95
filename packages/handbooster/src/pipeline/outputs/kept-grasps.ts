import type { GraspRecord } from '../../grasps/set/grasp-record.js';
import { readGraspSet } from '../../grasps/set/grasp-set.js';
import type { Config } from '../config/config-schema.js';

/** The grasps of a finished stage that may be used. */
export function keptGrasps(folder: string, keep: Config['grasps']['keep']): GraspRecord[] {
  return readGraspSet(folder).records.filter((record) => (keep === 'valid' ? record.valid : record.holding));
}
