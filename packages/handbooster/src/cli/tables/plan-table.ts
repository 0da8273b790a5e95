import { formatSeconds } from '../../base/text/format-seconds.js';
import { textTable } from '../../base/text/text-table.js';
import type { RunPlan } from '../../commands/plan/plan-run.js';
import type { BoostPlan } from '../../pipeline/boost.js';
import type { StageEstimate } from '../../pipeline/plan/estimate-run.js';
import type { PlannedStage } from '../../pipeline/run/plan-stages.js';

const WORDS: Record<PlannedStage['state'], string> = {
  unchanged: 'unchanged',
  new: 'runs',
  outdated: 'runs anew: made from other settings',
  maybe: 'runs, unless what it reads comes out the same',
};

/** What a run would do, stage by stage, and how long each would probably take on this machine. */
export function planTable({ root, stages }: BoostPlan, estimates: readonly StageEstimate[]): string {
  const rows = stages.map(({ name, state, seconds }, index) => [
    `${index + 1} of ${stages.length}: ${name}`,
    WORDS[state],
    state === 'unchanged' ? '' : about(estimates, [name]),
    state === 'unchanged' ? '' : disk(estimates, [name]),
    seconds === null ? '' : formatSeconds(seconds),
  ]);
  const working = workingStages(stages);
  const end = [
    '',
    working.length === 0 ? 'nothing to do' : 'all that runs',
    about(estimates, working),
    disk(estimates, working),
    '',
  ];
  return [root, textTable([['stage', '', 'about, here', 'disk', 'last time'], ...rows, end])].join('\n');
}

/** Names of the stages that would, or may, be made anew. */
export function workingStages(stages: readonly PlannedStage[]): string[] {
  return stages.filter(({ state }) => state !== 'unchanged').map(({ name }) => name);
}

/** Minutes of some stages together, in words; empty for none. */
export function about(estimates: readonly StageEstimate[], names: readonly string[]): string {
  const own = estimates.filter(({ stage }) => names.includes(stage));
  if (own.length === 0) return '';
  return formatSeconds(own.reduce((sum, { seconds }) => sum + seconds, 0));
}

/** Megabytes that some stages together will leave, about; empty for none. */
function disk(estimates: readonly StageEstimate[], names: readonly string[]): string {
  const own = estimates.filter(({ stage }) => names.includes(stage));
  if (own.length === 0) return '';
  return `${Math.round(own.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6)} MB`;
}

/** Time, disk and memory of a run, stage by stage. */
export function needsTable({ stages, seconds, disk, memory }: RunPlan): string {
  const rows = stages.map((stage) => [
    stage.stage,
    `${stage.units.toLocaleString('en-US')} ${stage.unit}`,
    formatSeconds(stage.seconds),
    gigabytes(stage.bytes),
    gigabytes(stage.memory),
  ]);
  const end = ['in all', '', formatSeconds(seconds), gigabytes(disk), `${gigabytes(memory)} at most`];
  return textTable([['stage', 'work', 'time', 'disk', 'memory'], ...rows, end]);
}

function gigabytes(bytes: number): string {
  return bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
