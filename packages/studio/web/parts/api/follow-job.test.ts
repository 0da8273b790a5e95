import { expect, it } from 'vitest';
import type { JobState } from '../../../src/api/jobs.js';
import { followJob } from './follow-job.js';

/** A job whose calls for pieces are answered by hand, and what was told of it. */
function follow() {
  const made: number[] = [];
  const waiting: { from: number; answer(): void; refuse(): void }[] = [];
  const told: string[] = [];
  const hear = followJob<number>(
    (from) =>
      new Promise((resolve, reject) => {
        const there = made.slice(from);
        waiting.push({
          from,
          answer: () => resolve(there),
          refuse: () => reject(new Error('no answer')),
        });
      }),
    {
      state: ({ state, pieces }) => told.push(`${state} ${pieces}`),
      pieces: (all) => told.push(all.join()),
      failed: (words) => told.push(words),
    },
  );
  const be = (state: JobState['state'], pieces: number) => {
    while (made.length < pieces) made.push(made.length);
    hear({ state, pieces, ahead: 0, total: 0, note: '', error: null });
  };
  return { be, waiting, told };
}

const settle = () => new Promise((resolve) => setTimeout(resolve));

it('tells the end last, and after all pieces, when they come later than it', async () => {
  const { be, waiting, told } = follow();
  be('working', 2);
  // The end comes before the first pieces do.
  be('done', 5);
  expect(waiting.map(({ from }) => from)).toEqual([0]);
  expect(told).toEqual([]);
  waiting[0].answer();
  await settle();
  expect(told).toEqual(['0,1', 'working 2']);
  expect(waiting.map(({ from }) => from)).toEqual([0, 2]);
  waiting[1].answer();
  await settle();
  expect(told).toEqual(['0,1', 'working 2', '0,1,2,3,4', 'done 5']);
});

it('leaves out states that were overtaken, and asks one at a time', async () => {
  const { be, waiting, told } = follow();
  be('waiting', 0);
  await settle();
  be('working', 1);
  be('working', 2);
  be('working', 3);
  waiting[0].answer();
  await settle();
  expect(waiting).toHaveLength(2);
  waiting[1].answer();
  await settle();
  be('cancelled', 3);
  await settle();
  expect(waiting).toHaveLength(2);
  expect(told).toEqual(['waiting 0', '0', 'working 1', '0,1,2', 'working 3', 'cancelled 3']);
});

it('says what it could not have, and asks for it again with the next state', async () => {
  const { be, waiting, told } = follow();
  be('working', 1);
  waiting[0].refuse();
  await settle();
  be('done', 1);
  waiting[1].answer();
  await settle();
  expect(told).toEqual(['no answer', 'working 1', '0', 'done 1']);
});
