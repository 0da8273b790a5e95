import { formatSeconds } from '../../base/text/format-seconds.js';
import { textTable } from '../../base/text/text-table.js';
import type { BoostPlan } from '../../pipeline/boost.js';
import type { PlannedStage } from '../../pipeline/run/plan-stages.js';

const WORDS: Record<PlannedStage['state'], string> = {
  unchanged: 'unchanged',
  new: 'runs',
  outdated: 'runs anew: made from other settings',
  maybe: 'runs, unless what it reads comes out the same',
};

/** What a run would do, stage by stage. */
export function planTable({ root, stages }: BoostPlan): string {
  const rows = stages.map(({ name, state, seconds }, index) => [
    `${index + 1} of ${stages.length}: ${name}`,
    WORDS[state],
    seconds === null ? '' : `last time ${formatSeconds(seconds)}`,
  ]);
  return [root, textTable([['stage', '', ''], ...rows])].join('\n');
}
