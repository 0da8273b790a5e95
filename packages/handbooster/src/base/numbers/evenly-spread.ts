import type { GraspRecord } from '../../grasps/set/grasp-record.js';

/** At most `count` of them, evenly spread. */
export function spread(records: readonly GraspRecord[], count: number): GraspRecord[] {
  if (records.length <= count) return [...records];
  return Array.from({ length: count }, (_, i) => records[Math.floor((i * records.length) / count)]);
}
