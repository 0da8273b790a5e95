import type { GraspQuery, Verdict } from '../../../src/api/grasps.js';
import { change, place } from '../../parts/ui/location.js';

/** Verdicts, and how they are called. */
export const VERDICTS: Record<Verdict, { title: string; mark: string; words: string }> = {
  holding: { title: 'Holds', mark: 'kept', words: 'passes every criterion' },
  valid: { title: 'Valid', mark: 'generated', words: 'passes the paper’s criteria, yet would not hold' },
  rejected: { title: 'Rejected', mark: 'dropped', words: 'fails a criterion of the paper' },
};

/** What is wanted, as it stands in the address. */
export function queryOf(): GraspQuery {
  const { object, verdict, failed, order } = place.value.params;
  return {
    object: object ?? null,
    verdict: verdict !== undefined && verdict in VERDICTS ? (verdict as Verdict) : null,
    failed: failed ?? null,
    order: order === 'energy' || order === 'depth' ? order : 'tried',
  };
}

/** Another list begins at its first grasp. */
export function changeQuery(params: Record<string, string | null>): void {
  change({ ...params, at: null, id: null }, true);
}
