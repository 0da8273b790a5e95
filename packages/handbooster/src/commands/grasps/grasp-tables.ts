import { textTable } from '../../base/text/text-table.js';
import type { GraspRecord } from '../../grasps/set/grasp-record.js';
import { countGrasps, type GraspSet } from '../../grasps/set/grasp-set.js';
import { CRITERIA, type GraspLimits } from '../../grasps/validation/judge-grasp.js';
import type { GraspMeasures } from '../../grasps/validation/measure-grasp.js';

/** How a set did by one criterion. Amounts in the criterion's own unit, see `unit`. */
export interface CriterionReport {
  criterion: keyof GraspLimits;
  words: string;
  unit: string;
  bound: 'most' | 'least';
  limit: number;
  /** Grasps it was measured for, and how many failed it. */
  judged: number;
  failed: number;
  /** Mean amount of those that failed, null where none did, and of all. */
  meanFailed: number | null;
  mean: number | null;
}

const MEASURE_OF: Record<keyof GraspLimits, keyof GraspMeasures | null> = {
  contact: 'nearest',
  volume: 'volume',
  selfDepth: 'selfDepth',
  opposition: 'opposition',
  closureResidual: 'closureResidual',
  depth: 'depth',
  pierced: 'pierced',
  heldDirections: null,
};

/** Every criterion over some grasps of a set. */
export function reportCriteria(records: readonly GraspRecord[], limits: GraspLimits): CriterionReport[] {
  return (Object.keys(CRITERIA) as (keyof GraspLimits)[]).map((criterion) => {
    const { words, unit, factor, bound } = CRITERIA[criterion];
    const measure = MEASURE_OF[criterion];
    const amounts = records
      .map((record) => (measure === null ? record.heldDirections : record.measures[measure]))
      .filter((amount) => amount !== null);
    const failed = records.flatMap(({ rejections }) =>
      rejections.filter((rejection) => rejection.criterion === criterion).map(({ amount }) => amount),
    );
    const mean = (values: readonly number[]) =>
      values.length === 0 ? null : (values.reduce((sum, value) => sum + value, 0) / values.length) * factor;
    return {
      criterion,
      words,
      unit,
      bound,
      limit: limits[criterion] * factor,
      judged: amounts.length,
      failed: failed.length,
      meanFailed: mean(failed),
      mean: mean(amounts),
    };
  });
}

/** Counts of each object and of all, as lines of text. */
export function countsTable(set: GraspSet): string {
  const counts = countGrasps(set);
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

/** The report of criteria as lines of text. */
export function criteriaTable(reports: readonly CriterionReport[]): string {
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
