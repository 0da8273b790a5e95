import { mean } from '../../base/numbers/mean.js';
import type { GraspRecord } from '../../grasps/set/grasp-record.js';
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
    const over = (values: readonly number[]) => (values.length === 0 ? null : mean(values) * factor);
    return {
      criterion,
      words,
      unit,
      bound,
      limit: limits[criterion] * factor,
      judged: amounts.length,
      failed: failed.length,
      meanFailed: over(failed),
      mean: over(amounts),
    };
  });
}
