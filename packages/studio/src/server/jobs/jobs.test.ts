import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it } from 'vitest';
import type { JobState } from '../../api/jobs.js';
import { Jobs } from './jobs.js';

const folder = mkdtempSync(join(tmpdir(), 'handbooster-jobs-'));
/** Does what the grasp's name says, and says which process did it. */
const file = join(folder, 'process.mjs');
writeFileSync(
  file,
  `process.on('message', ({ grasp }) => {
  const say = (word) => process.send(word);
  say({ type: 'note', note: 'working', total: 2 });
  say({ type: 'pieces', pieces: [process.pid, grasp] });
  if (grasp === 'fall') process.exit(7);
  if (grasp === 'fail') say({ type: 'over', error: 'no such grasp' });
  if (grasp === 'end') say({ type: 'over', error: null });
});
process.on('disconnect', () => process.exit());
`,
);
let jobs = new Jobs(file);
afterEach(() => {
  jobs.close();
  jobs = new Jobs(file);
});
afterAll(() => {
  jobs.close();
  rmSync(folder, { recursive: true });
});

const start = (grasp: string) => jobs.start({ type: 'replay', folder, grasp });

function until(id: string, wanted: (state: JobState) => boolean): Promise<JobState> {
  return new Promise((resolve) => {
    let leave = () => {};
    leave = jobs.watch(id, (state) => {
      if (!wanted(state)) return;
      resolve(state);
      setImmediate(() => leave());
    });
  });
}

it('does one after the other in one process', async () => {
  const [first, second] = [start('end'), start('end')];
  expect((await until(second, ({ state }) => state === 'done')).pieces).toBe(2);
  expect(jobs.pieces('replay', second, 0)[0]).toBe(jobs.pieces('replay', first, 0)[0]);
  expect(jobs.pieces('replay', second, 1)).toEqual(['end']);
  expect(() => jobs.pieces('synthesise', second, 0)).toThrow('no job of this page');
});

it('ends what is at work and what waits, and goes on with the next', async () => {
  const [endless, waiting, last] = [start('on'), start('end'), start('end')];
  await until(endless, ({ pieces }) => pieces === 2);
  expect((await until(last, ({ ahead }) => ahead === 2)).state).toBe('waiting');
  jobs.cancel(waiting);
  jobs.cancel(endless);
  expect((await until(waiting, ({ state }) => state === 'cancelled')).pieces).toBe(0);
  await until(endless, ({ state }) => state === 'cancelled');
  await until(last, ({ state }) => state === 'done');
  expect(jobs.pieces('replay', last, 0)[0]).not.toBe(jobs.pieces('replay', endless, 0)[0]);
});

it('says that the process has fallen, and starts another', async () => {
  const [fallen, failed, next] = [start('fall'), start('fail'), start('end')];
  expect((await until(fallen, ({ state }) => state === 'failed')).error).toMatch(/process ended \(code 7\)/);
  expect((await until(failed, ({ state }) => state === 'failed')).error).toBe('no such grasp');
  await until(next, ({ state }) => state === 'done');
});

it('takes no more than so many', () => {
  expect(() => Array.from({ length: 20 }, () => start('on'))).toThrow('asked for much');
});
