import { textTable } from '../../base/text/text-table.js';
import type { GraspCounts } from '../../grasps/set/grasp-set.js';

/** Counts of each object and of all, as lines of text. */
export function graspCountsTable(counts: readonly GraspCounts[]): string {
  const sum = (name: 'tried' | 'valid' | 'holding') => counts.reduce((total, each) => total + each[name], 0);
  const share = (part: number, whole: number) =>
    `${part} (${((100 * part) / Math.max(1, whole)).toFixed(0)}%)`;
  const row = (name: string, each: { tried: number; valid: number; holding: number }) => [
    name,
    String(each.tried),
    share(each.valid, each.tried),
    share(each.holding, each.tried),
  ];
  return textTable([
    ['object', 'tried', 'valid', 'holding', 'depth of valid (mean, most)', 'energy of valid'],
    ...counts.map((each) => [
      ...row(each.object.name, each),
      each.valid === 0
        ? '-'
        : `${(each.meanDepth * 1e3).toFixed(2)}, ${(each.mostDepth * 1e3).toFixed(2)} mm`,
      each.valid === 0 ? '-' : `${each.meanEnergyBefore.toFixed(1)} to ${each.meanEnergyAfter.toFixed(1)}`,
    ]),
    [...row('all', { tried: sum('tried'), valid: sum('valid'), holding: sum('holding') }), '', ''],
  ]);
}
