import { formatSeconds } from '../../base/text/format-seconds.js';
import { textTable } from '../../base/text/text-table.js';
import type { Experiment } from '../../experiments/experiment-definition.js';
import type { PlannedRun } from '../../experiments/plan-experiment.js';

const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;

/** What an experiment would run, about how long, and what it would leave on the disk. */
export function experimentPlanTable(experiment: Experiment, runs: readonly PlannedRun[]): string {
  const rows = runs.map(({ title, seed, stages, seconds, bytes }) => [
    title,
    String(seed),
    stages.length === 0 ? 'finished' : stages.join(', '),
    stages.length === 0 ? '' : formatSeconds(seconds),
    stages.length === 0 ? '' : megabytes(bytes),
  ]);
  const all = runs.reduce((sum, { seconds }) => sum + seconds, 0);
  const disk = runs.reduce((sum, { bytes }) => sum + bytes, 0);
  const lacking = experiment.rows
    .filter(({ needs }) => needs !== undefined)
    .map(({ title, needs }) => `not made: ${title}: ${needs}`);
  const table = textTable([
    ['row', 'seed', 'stages that run', 'about', 'disk'],
    ...rows,
    ['all', '', '', formatSeconds(all), megabytes(disk)],
  ]);
  return [`${experiment.name}: ${experiment.title}`, table, ...lacking].join('\n');
}
