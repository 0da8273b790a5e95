import type { RestPose } from './drop-object.js';

/** Rest poses that are one way of lying, up to turning about the vertical and rolling. */
export interface RestCluster {
  /** Indices into the poses, ascending. */
  members: number[];
  /** Of the settled poses. */
  share: number;
}

/**
 * Groups settled poses by the basin they lie in (`restBasins`): a can stands, lies, or stands on its head.
 * Largest first.
 */
export function clusterRestPoses(poses: readonly RestPose[]): RestCluster[] {
  const groups = new Map<number, number[]>();
  let settled = 0;
  poses.forEach((pose, i) => {
    if (!pose.settled) return;
    settled++;
    groups.set(pose.basin, [...(groups.get(pose.basin) ?? []), i]);
  });
  return [...groups.values()]
    .map((members) => ({ members, share: members.length / settled }))
    .sort((a, b) => b.members.length - a.members.length || a.members[0] - b.members[0]);
}
