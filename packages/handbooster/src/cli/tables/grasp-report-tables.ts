import { textTable } from '../../base/text/text-table.js';
import type { SelfIntersectionReport } from '../../commands/grasps/compare-self-intersections.js';
import type { ExactReport } from '../../commands/grasps/compare-volumes.js';
import type { CriterionReport } from '../../commands/grasps/report-criteria.js';
import type { GraspSetReport } from '../../commands/grasps/validate-grasp-set.js';
import { graspCountsTable } from './grasp-counts-table.js';

/** Everything that `grasps validate` found, as tables. */
export function graspReportTables({ objects, criteria, exact, selfIntersections }: GraspSetReport): string {
  const tables = [graspCountsTable(objects), criteriaTable(criteria)];
  if (exact.length > 0) tables.push(exactTable(exact));
  if (selfIntersections.length > 0) tables.push(selfIntersectionTable(selfIntersections));
  return tables.join('\n\n');
}

function criteriaTable(reports: readonly CriterionReport[]): string {
  const figure = (value: number | null) =>
    value === null ? '-' : value !== 0 && Math.abs(value) < 0.01 ? value.toExponential(1) : value.toFixed(2);
  return textTable([
    ['criterion', 'allowed', 'failed', 'mean of failed', 'mean of all', 'unit'],
    ...reports.map(({ words, bound, limit, judged, failed, meanFailed, mean, unit }) => [
      words,
      `at ${bound} ${figure(limit)}`,
      judged === 0 ? 'not tested' : `${failed} of ${judged}`,
      figure(meanFailed),
      figure(mean),
      unit,
    ]),
  ]);
}

function selfIntersectionTable(reports: readonly SelfIntersectionReport[]): string {
  const share = (part: number, whole: number) =>
    `${part} (${((100 * part) / Math.max(1, whole)).toFixed(0)}%)`;
  const sum = (name: 'sampled' | 'crossing' | 'deep') =>
    reports.reduce((total, report) => total + report[name], 0);
  return textTable([
    ['hand through itself', 'tries', 'triangles cross', 'pairs a try', 'parts too deep'],
    ...reports.map(({ object, sampled, crossing, meanPairs, deep }) => [
      object,
      String(sampled),
      share(crossing, sampled),
      meanPairs.toFixed(1),
      share(deep, sampled),
    ]),
    [
      'all',
      String(sum('sampled')),
      share(sum('crossing'), sum('sampled')),
      '',
      share(sum('deep'), sum('sampled')),
    ],
  ]);
}

function exactTable(reports: readonly ExactReport[]): string {
  const table = textTable([
    ['shared volume, cm3', 'grasps', 'voxels', 'exact', 'mean difference', 'largest', 'judged differently'],
    ...reports.map((each) => [
      each.object,
      String(each.sampled),
      ...[each.meanVoxel, each.meanExact, each.meanDifference, each.largestDifference].map((value) =>
        each.sampled === 0 ? '-' : value.toFixed(3),
      ),
      String(each.judgedDifferently),
    ]),
  ]);
  const faults = reports.filter(({ fault }) => fault !== null);
  return [table, ...faults.map(({ object, fault }) => `${object}: ${fault}`)].join('\n');
}
