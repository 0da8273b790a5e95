import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { threadId } from 'node:worker_threads';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { InputError } from '../errors/input-error.js';
import { WorkerPool } from './worker-pool.js';

type Task = { add: number } | { fail: 'input' | 'range' | 'text' } | { wait: number } | { exit: true };
type Answer = { sum: number; thread: number };

/**
 * What the worker's file serves, as text too: worker threads load compiled files, and this one stands alone.
 */
const START = `(start) => {
  let sum = start;
  return async (task) => {
    if (task.exit) process.exit(3);
    if (task.fail === 'input') throw new InputError('photo.jpg: expected a picture, found text');
    if (task.fail === 'range') throw new RangeError('expected 0 ... 5, found 9');
    if (task.fail === 'text') throw 'only text';
    if (task.wait) await new Promise((resolve) => setTimeout(resolve, task.wait));
    sum += task.add ?? 0;
    return { sum, thread: threadId };
  };
}`;
const start: (data: number) => (task: Task) => Promise<Answer> = new Function(
  'InputError',
  'threadId',
  `return ${START}`,
)(InputError, threadId);

const folder = mkdtempSync(join(tmpdir(), 'worker-pool-'));
const compiled = (file: string) => new URL(`../../../dist/base/${file}`, import.meta.url).href;
writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
writeFileSync(
  join(folder, 'sum-worker.js'),
  `import { threadId } from 'node:worker_threads';
import { serveTasks } from '${compiled('threads/serve-tasks.js')}';
import { InputError } from '${compiled('errors/input-error.js')}';
serveTasks(${START});`,
);
writeFileSync(
  join(folder, 'broken-worker.js'),
  `import { serveTasks } from '${compiled('threads/serve-tasks.js')}';
serveTasks(() => { throw new RangeError('no start'); });`,
);
afterAll(() => rmSync(folder, { recursive: true }));

const pools: { close(): Promise<void> }[] = [];
function pool(workers: number, file = 'sum-worker') {
  const module = pathToFileURL(join(folder, 'main.js')).href;
  const made = new WorkerPool<number, Task, Answer>({ module, file, workers, data: 100, start });
  pools.push(made);
  return made;
}
afterEach(async () => {
  for (const each of pools.splice(0)) await each.close();
});

describe.each([0, 1, 3])('WorkerPool of %i', (workers) => {
  it('does each task once and tells with what', async () => {
    const threads = pool(workers);
    const tasks = Array.from({ length: 20 }, (_, i): Task => ({ add: 2 ** i }));
    const seen = new Map<number, number>();
    const positions: number[] = [];
    const all = await threads.share(tasks, (index, { sum, thread }) => {
      positions.push(index);
      seen.set(thread, Math.max(seen.get(thread) ?? 0, sum));
    });
    expect(all).toBe(true);
    expect(positions.toSorted((a, b) => a - b)).toEqual(tasks.map((_, i) => i));
    // Powers of two: their sum says that no task was done twice, whoever did it.
    const sum = [...seen.values()].reduce((total, value) => total + value - 100, 0);
    expect(sum).toBe(2 ** 20 - 1);
    if (workers === 0) expect([...seen.keys()]).toEqual([threadId]);
    else expect(seen.has(threadId)).toBe(false);
  });

  it('throws what a task throws, of the same type, and goes on', async () => {
    const threads = pool(workers);
    const input = await threads.run({ fail: 'input' }).catch((error) => error);
    expect(input).toBeInstanceOf(InputError);
    expect(input.message).toBe('photo.jpg: expected a picture, found text');
    expect(await threads.run({ fail: 'range' }).catch((error) => error)).toBeInstanceOf(RangeError);
    await expect(threads.share([{ fail: 'input' }, { add: 1 }], () => {})).rejects.toBeInstanceOf(InputError);
    expect((await threads.run({ add: 1 }, 0)).sum).toBeGreaterThan(100);
  });

  it('hands out no task after a signal, and finishes those begun', async () => {
    const threads = pool(workers);
    const controller = new AbortController();
    const done: number[] = [];
    const tasks = Array.from({ length: 50 }, (): Task => ({ add: 1 }));
    const all = await threads.share(
      tasks,
      (index) => {
        done.push(index);
        if (done.length === 4) controller.abort();
      },
      controller.signal,
    );
    expect(all).toBe(false);
    expect(done.length).toBeGreaterThanOrEqual(4);
    expect(done.length).toBeLessThan(4 + Math.max(1, workers));
  });

  it('does nothing once it is closed', async () => {
    const threads = pool(workers);
    await threads.run({ add: 1 });
    const waiting = threads.run({ wait: 2_000 });
    if (workers > 0) {
      const outcome = expect(waiting).rejects.toThrow('sum-worker: the pool was closed');
      await threads.close();
      await outcome;
    } else {
      waiting.catch(() => {});
      await threads.close();
    }
    await expect(threads.run({ add: 1 })).rejects.toThrow('the pool was closed');
  });
});

it('gives a task to every thread, and to the one that was asked', async () => {
  const threads = pool(3);
  await threads.runOnAll({ add: 5 });
  const answers = await Promise.all([0, 1, 2].map((worker) => threads.run({ add: 1 }, worker)));
  expect(answers.map(({ sum }) => sum)).toEqual([106, 106, 106]);
  expect(new Set(answers.map(({ thread }) => thread)).size).toBe(3);
});

it('says what is missing where the worker was not compiled, and never works on fewer threads', () => {
  const module = pathToFileURL(join(folder, 'main.js')).href;
  const make = () => new WorkerPool({ module, file: 'no-such-worker', workers: 2, data: 0, start });
  expect(make).toThrow(InputError);
  expect(make).toThrow(
    /no-such-worker\.js: expected the compiled worker, found no such file; .*npm run setup/,
  );
});

it('reports a thread that ends, to those who wait and to those who come later', async () => {
  const threads = pool(1);
  await expect(threads.run({ exit: true })).rejects.toThrow('a thread ended early (exit code 3)');
  await expect(threads.run({ add: 1 })).rejects.toThrow('a thread ended early');
});

it('reports a start that fails with every task', async () => {
  const threads = pool(2, 'broken-worker');
  const errors = await Promise.allSettled([threads.run({ add: 1 }), threads.run({ add: 2 })]);
  for (const outcome of errors) {
    expect(outcome.status).toBe('rejected');
    expect((outcome as PromiseRejectedResult).reason).toBeInstanceOf(RangeError);
  }
});
