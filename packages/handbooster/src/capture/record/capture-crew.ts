import { Worker } from 'node:worker_threads';
import { workerUrl } from '../../base/threads/worker-url.js';
import { type CaptureJob, type CaptureTask, CaptureTasks, type PreparedObject } from './capture-tasks.js';

type Answer = { result: PreparedObject | null } | { error: unknown };

/** Some threads (or, with 0, the calling one) that share out a capture's tasks. Close it when done. */
export class CaptureCrew {
  readonly #workers: Worker[] = [];
  readonly #here: CaptureTasks | null = null;

  constructor(job: CaptureJob, workers: number) {
    if (workers === 0) {
      this.#here = new CaptureTasks(job);
      return;
    }
    const url = workerUrl(import.meta.url, 'capture-worker');
    for (let i = 0; i < workers; i++) this.#workers.push(new Worker(url, { workerData: job }));
  }

  /** Gives a task to every thread. */
  async tellAll(task: CaptureTask): Promise<void> {
    if (this.#here !== null) await this.#here.run(task);
    await Promise.all(this.#workers.map((worker) => ask(worker, task)));
  }

  /**
   * Shares tasks out; each thread takes the next when it has done one.
   *
   * @param onDone called after each with its position and result
   * @param signal stops handing out tasks; those begun are finished first
   * @returns whether all were done
   */
  async share(
    tasks: readonly CaptureTask[],
    onDone: (index: number, result: PreparedObject | null) => void,
    signal?: AbortSignal,
  ): Promise<boolean> {
    let next = 0;
    let done = 0;
    let failed = false;
    const work = async (run: (task: CaptureTask) => Promise<PreparedObject | null>) => {
      while (next < tasks.length && !failed && !signal?.aborted) {
        const index = next++;
        try {
          onDone(index, await run(tasks[index]));
          done++;
        } catch (error) {
          failed = true;
          throw error;
        }
      }
    };
    const here = this.#here;
    const outcomes = await Promise.allSettled(
      here !== null
        ? [work((task) => here.run(task))]
        : this.#workers.map((worker) => work((task) => ask(worker, task))),
    );
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    return done === tasks.length;
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

/** One task, one answer. */
function ask(worker: Worker, task: CaptureTask): Promise<PreparedObject | null> {
  return new Promise((resolve, reject) => {
    const finish = () => {
      worker.off('message', onMessage);
      worker.off('error', onError);
      worker.off('exit', onExit);
    };
    const onMessage = (answer: Answer) => {
      finish();
      if ('error' in answer) reject(answer.error);
      else resolve(answer.result);
    };
    const onError = (error: unknown) => {
      finish();
      reject(error);
    };
    const onExit = (code: number) => {
      finish();
      reject(new Error(`a worker of the capture ended early (exit code ${code})`));
    };
    worker.on('message', onMessage);
    worker.on('error', onError);
    worker.on('exit', onExit);
    worker.postMessage(task);
  });
}
