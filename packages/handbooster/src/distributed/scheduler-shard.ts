import { InputError } from '../base/errors/input-error.js';
import { parseShard, type Shard } from './item-share.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** A scheduler's variables for a task of an array, in the order they are looked for. */
const SCHEDULERS = [
  { name: 'Slurm', index: 'SLURM_ARRAY_TASK_ID', count: 'SLURM_ARRAY_TASK_COUNT' },
  { name: 'Kubernetes', index: 'JOB_COMPLETION_INDEX', count: null },
  { name: 'AWS Batch', index: 'AWS_BATCH_JOB_ARRAY_INDEX', count: 'AWS_BATCH_JOB_ARRAY_SIZE' },
  { name: 'Cloud Run', index: 'CLOUD_RUN_TASK_INDEX', count: 'CLOUD_RUN_TASK_COUNT' },
  { name: 'HyperQueue', index: 'HQ_TASK_ID', count: null },
] as const;

/**
 * Which share of some work is this task's: `k/K` as it is given, `auto` from the variables of the scheduler
 * that started it, `auto/K` where the scheduler tells the task's number but not how many there are
 * (Kubernetes, HyperQueue).
 *
 * @throws {InputError} where the text, or what the scheduler says, is no share
 */
export function schedulerShard(text: string, environment: Environment): Shard {
  const automatic = /^auto(?:\/([1-9]\d*))?$/.exec(text);
  if (automatic === null) return parseShard(text);
  const asked = automatic[1] === undefined ? null : Number(automatic[1]);
  const found = SCHEDULERS.find(({ index }) => environment[index] !== undefined);
  if (found === undefined) {
    throw new InputError(
      `shard: ${text}: expected a scheduler's variables (${SCHEDULERS.map(({ index }) => index).join(', ')}), found none; ` +
        'give k/K, for example 0/4',
    );
  }
  if (found.name === 'Slurm') return slurmShard(environment, asked);
  const index = wholeNumber(environment, found.index);
  const told = found.count === null ? null : wholeNumber(environment, found.count);
  const count = asked ?? told;
  if (count === null) {
    throw new InputError(
      `shard: ${text}: ${found.name} gives ${found.index} but not how many tasks there are; ` +
        'give auto/K, with K the number of tasks',
    );
  }
  return inRange(index, count, `${found.index}=${index}`);
}

/**
 * An array of Slurm's may begin anywhere and go on in steps. Where a part of it is submitted again
 * (`--array=3,7`), its numbers are those of the whole array, so K must be given; then they are taken as they
 * are.
 */
function slurmShard(environment: Environment, asked: number | null): Shard {
  const id = wholeNumber(environment, 'SLURM_ARRAY_TASK_ID');
  const told = wholeNumber(environment, 'SLURM_ARRAY_TASK_COUNT');
  const least = wholeNumber(environment, 'SLURM_ARRAY_TASK_MIN');
  const most = wholeNumber(environment, 'SLURM_ARRAY_TASK_MAX');
  const step = Math.max(1, wholeNumber(environment, 'SLURM_ARRAY_TASK_STEP', 1));
  const isEven = (most - least) / step + 1 === told;
  const count = asked ?? told;
  if (isEven && count === told) return inRange((id - least) / step, count, `SLURM_ARRAY_TASK_ID=${id}`);
  if (asked === null) {
    throw new InputError(
      `shard: this array has ${told} tasks between ${least} and ${most} in steps of ${step}, which leaves gaps; ` +
        'give auto/K, with K the number of tasks of the whole array, numbered from 0',
    );
  }
  return inRange(id, asked, `SLURM_ARRAY_TASK_ID=${id}`);
}

function wholeNumber(environment: Environment, name: string, fallback?: number): number {
  const text = environment[name] ?? fallback?.toString();
  if (text !== undefined && /^\d+$/.test(text)) return Number(text);
  throw new InputError(`shard: ${name}: expected a whole number, found ${text ?? 'none'}`);
}

function inRange(index: number, count: number, source: string): Shard {
  if (Number.isInteger(index) && index >= 0 && index < count) return { index, count };
  throw new InputError(`shard: expected a task from 0 to ${count - 1} of ${count}, found ${source}`);
}
