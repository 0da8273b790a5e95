import { jobName, type LaunchSetting, shellWord, stepCommand } from './launch-setting.js';
import type { LaunchStep } from './launch-steps.js';

/**
 * Starts of one job that Slurm may make, whatever they come to. The product itself gives a shard up that gets
 * no further.
 */
const MOST_RESTARTS = 20;
/** Seconds before the time limit that a task is told to stop. */
const WARNING = 120;

/**
 * A script a step, and `submit.sh` that submits all, each after the one before. Lines of `directives` are for
 * a site's own needs.
 */
export function slurmFiles(
  steps: readonly LaunchStep[],
  setting: LaunchSetting,
  directives: readonly string[] = [],
): Map<string, string> {
  const files = new Map<string, string>();
  for (const step of steps) files.set(`${step.name}.sbatch`, script(step, setting, directives));
  const names = steps.map(({ name }) => shellWord(`${name}.sbatch`)).join(' ');
  files.set(
    'submit.sh',
    `#!/bin/bash
# Submits the jobs of the run, each after the one before. Safe to call again: what is finished is skipped.
set -eu
cd "$(dirname "$0")"
before=
for job in ${names}; do
  before=$(sbatch --parsable \${before:+--dependency=afterok:$before --kill-on-invalid-dep=yes} "$job")
  before=\${before%%;*}
  echo "$job: $before"
done
`,
  );
  return files;
}

function script(step: LaunchStep, setting: LaunchSetting, directives: readonly string[]): string {
  const isArray = step.kind === 'shards';
  const lines = [
    `--job-name=${jobName(step)}`,
    ...(isArray ? [`--array=0-${step.count - 1}%${setting.atOnce}`] : []),
    `--ntasks=${step.kind === 'ranks' ? step.count : 1}`,
    `--cpus-per-task=${setting.cores}`,
    `--time=${setting.minutes}`,
    // To the script alone, which hands it on: the program then finishes its item.
    `--signal=B:TERM@${WARNING}`,
    '--requeue',
    '--open-mode=append',
    `--output=${step.name}-${isArray ? '%A_%a' : '%j'}.log`,
    ...directives,
  ];
  const alone = stepCommand(step, setting, `auto/${step.count}`).map(shellWord).join(' ');
  // Ranks find each other by the variables of the step.
  const command = step.kind === 'ranks' ? `srun --kill-on-bad-exit=1 ${alone}` : alone;
  // An array's task is requeued by its own name: its SLURM_JOB_ID may be that of the whole array.
  const own = isArray ? `\${SLURM_ARRAY_JOB_ID}_\${SLURM_ARRAY_TASK_ID}` : '$SLURM_JOB_ID';
  return `#!/bin/bash
${lines.map((line) => `#SBATCH ${line}`).join('\n')}
set -u
# Preempted or near its time limit, the task gets SIGTERM: the program finishes its item and ends with 143.
told=
trap 'told=yes; kill -TERM "$child" 2> /dev/null' TERM
${command} &
child=$!
wait "$child"
code=$?
# A signal ends "wait" before the program ends.
if [ -n "$told" ]; then wait "$child"; code=$?; fi
case $code in
  75 | 143)
    if [ "\${SLURM_RESTART_COUNT:-0}" -lt ${MOST_RESTARTS} ]; then
      scontrol requeue "${own}" && sleep 60
    fi
    ;;
esac
exit $code
`;
}
