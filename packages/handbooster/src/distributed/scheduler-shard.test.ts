import { describe, expect, it } from 'vitest';
import { isMine, sizeOfShare } from './item-share.js';
import { schedulerShard } from './scheduler-shard.js';

/** The variables that Slurm sets for a task of `--array=MIN-MAX:STEP`. */
function slurm(id: number, count: number, least: number, most: number, step = 1) {
  return {
    SLURM_ARRAY_TASK_ID: String(id),
    SLURM_ARRAY_TASK_COUNT: String(count),
    SLURM_ARRAY_TASK_MIN: String(least),
    SLURM_ARRAY_TASK_MAX: String(most),
    SLURM_ARRAY_TASK_STEP: String(step),
  };
}

describe('a share', () => {
  it('holds every item once, and says how many', () => {
    for (const count of [1, 2, 3, 7]) {
      for (const items of [0, 1, 5, 21]) {
        const shards = Array.from({ length: count }, (_, index) => ({ index, count }));
        const own = shards.map((shard) => Array.from({ length: items }, (_, i) => isMine(shard, i)));
        for (let i = 0; i < items; i++) expect(own.filter((mine) => mine[i]).length).toBe(1);
        expect(shards.map((shard) => sizeOfShare(shard, items))).toEqual(
          own.map((mine) => mine.filter(Boolean).length),
        );
      }
    }
  });
});

describe('the share of a task', () => {
  it.each([
    ['1/4', {}, 1, 4],
    ['1/4', slurm(3, 8, 0, 7), 1, 4],
    ['auto', slurm(3, 8, 0, 7), 3, 8],
    ['auto', slurm(1, 8, 1, 8), 0, 8],
    ['auto', slurm(25, 4, 10, 25, 5), 3, 4],
    ['auto/4', slurm(25, 4, 10, 25, 5), 3, 4],
    // A part of an array of 20, submitted again: the numbers of the whole.
    ['auto/20', slurm(7, 2, 3, 7), 7, 20],
    ['auto/20', slurm(7, 5, 3, 7), 7, 20],
    ['auto/20', slurm(20, 20, 1, 20), 19, 20],
    ['auto/5', { JOB_COMPLETION_INDEX: '2' }, 2, 5],
    ['auto', { AWS_BATCH_JOB_ARRAY_INDEX: '9', AWS_BATCH_JOB_ARRAY_SIZE: '10' }, 9, 10],
    ['auto', { CLOUD_RUN_TASK_INDEX: '0', CLOUD_RUN_TASK_COUNT: '3' }, 0, 3],
    ['auto/6', { HQ_TASK_ID: '5' }, 5, 6],
    // The first set counts: a pod that a Slurm job started.
    ['auto/8', { ...slurm(3, 8, 0, 7), JOB_COMPLETION_INDEX: '1' }, 3, 8],
  ])('%s under %o is %i of %i', (text, environment, index, count) => {
    expect(schedulerShard(text, environment)).toEqual({ index, count });
  });

  it.each([
    ['auto', {}, /expected a scheduler's variables .*SLURM_ARRAY_TASK_ID.*, found none/],
    ['auto', { JOB_COMPLETION_INDEX: '2' }, /Kubernetes gives JOB_COMPLETION_INDEX but not how many/],
    ['auto', { HQ_TASK_ID: '2' }, /auto\/K/],
    ['auto', slurm(3, 2, 3, 7), /2 tasks between 3 and 7 in steps of 1, which leaves gaps/],
    ['auto/2', { JOB_COMPLETION_INDEX: '2' }, /from 0 to 1 of 2, found JOB_COMPLETION_INDEX=2/],
    [
      'auto',
      { AWS_BATCH_JOB_ARRAY_INDEX: '1' },
      /AWS_BATCH_JOB_ARRAY_SIZE: expected a whole number, found none/,
    ],
    ['auto', { CLOUD_RUN_TASK_INDEX: 'x', CLOUD_RUN_TASK_COUNT: '3' }, /CLOUD_RUN_TASK_INDEX.*found x/],
    ['auto/0', {}, /expected k\/K/],
    ['3/3', {}, /expected k\/K/],
  ])('%s under %o is refused', (text, environment, message) => {
    expect(() => schedulerShard(text, environment)).toThrow(message);
  });
});
