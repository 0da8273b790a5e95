import type { LaunchStep } from './launch-steps.js';

/** What all job files of a launch have in common. */
export interface LaunchSetting {
  /** Absolute path of `node`, or its name in a container. */
  node: string;
  /** Path of `handbooster.mjs` where the tasks run. */
  program: string;
  /** Path of the resolved configuration where the tasks run. */
  config: string;
  /** The run's folder where the tasks run; all of them see it. */
  run: string;
  /** Processor cores of a task. */
  cores: number;
  /** Tasks at a time. */
  atOnce: number;
  /** Minutes a task may take before it is stopped, goes on later. */
  minutes: number;
}

/** The command of a step. `npm run` is in none: it ends at SIGTERM and leaves the program an orphan. */
export function stepCommand(
  step: LaunchStep,
  { node, program, config, run, cores }: LaunchSetting,
  shard: string,
): string[] {
  const filled: Record<string, string> = { '{config}': config, '{run}': run, '{shard}': shard };
  return [node, program, ...step.arguments.map((part) => filled[part] ?? part), '--workers', String(cores)];
}

/** A word as a shell reads it. */
export function shellWord(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A name that schedulers and Kubernetes take. */
export function jobName(step: LaunchStep): string {
  return `handbooster-${step.name}`;
}
