import { jobName, type LaunchSetting, shellWord, stepCommand } from './launch-setting.js';
import type { LaunchStep } from './launch-steps.js';

/**
 * `submit.sh`: an array of tasks for each step, waited for. HyperQueue's server and workers are the user's.
 */
export function hyperqueueFiles(steps: readonly LaunchStep[], setting: LaunchSetting): Map<string, string> {
  const jobs = steps.map((step) => {
    const flags = [
      `--name ${jobName(step)}`,
      ...(step.kind === 'shards' ? [`--array 0-${step.count - 1}`] : []),
      `--cpus ${setting.cores}`,
      // Losses of a worker that a task may live through.
      '--crash-limit 20',
      '--wait',
    ];
    const command = stepCommand(step, setting, `auto/${step.count}`).map(shellWord).join(' ');
    return `hq submit ${flags.join(' ')} \\\n  ${command}\n`;
  });
  return new Map([
    [
      'submit.sh',
      `#!/bin/bash
# Submits the jobs of the run to a running HyperQueue server, each after the one before has ended well.
# A task that ended with 75 or 143 is not started anew by itself: call this script again, what is finished is skipped.
set -eu
${jobs.join('')}`,
    ],
  ]);
}
