import { formatSeconds } from '../../base/text/format-seconds.js';
import { textTable } from '../../base/text/text-table.js';
import type { Experiment } from '../../experiments/experiment-definition.js';
import type { PlannedRun } from '../../experiments/plan-experiment.js';

/** What an experiment would run, and about how long. */
export function experimentPlanTable(experiment: Experiment, runs: readonly PlannedRun[]): string {
  const rows = runs.map(({ title, seed, stages, seconds }) => [
    title,
    String(seed),
    stages.length === 0 ? 'finished' : stages.join(', '),
    stages.length === 0 ? '' : formatSeconds(seconds),
  ]);
  const all = runs.reduce((sum, { seconds }) => sum + seconds, 0);
  const lacking = experiment.rows
    .filter(({ needs }) => needs !== undefined)
    .map(({ title, needs }) => `not made: ${title}: ${needs}`);
  const table = textTable([
    ['row', 'seed', 'stages that run', 'about, here'],
    ...rows,
    ['all', '', '', formatSeconds(all)],
  ]);
  return [`${experiment.name}: ${experiment.title}`, table, ...lacking].join('\n');
}
