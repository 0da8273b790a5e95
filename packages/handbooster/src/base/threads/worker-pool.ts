import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { InputError } from '../errors/input-error.js';
import type { AnswerMessage, StartHandler, TaskHandler, TaskMessage } from './serve-tasks.js';
import { unpackError } from './thread-error.js';
import { workerUrl } from './worker-url.js';

/** What a {@link WorkerPool} is made of. */
export interface WorkerPoolOptions<Data, Task, Answer> {
  /** `import.meta.url` of the module beside which the worker's file stands. */
  module: string;
  /** The worker's file without its extension; it calls `serveTasks`. */
  file: string;
  /** Threads; 0 does the tasks on the calling thread. */
  workers: number;
  /** What every thread is started with. */
  data: Data;
  /** The same function that the worker's file serves: what 0 workers do here. */
  start: StartHandler<Data, Task, Answer>;
}

interface Waiting<Answer> {
  worker: number;
  resolve: (answer: Answer) => void;
  reject: (error: Error) => void;
}

/**
 * Worker threads that do tasks. What a task throws is thrown here, of the same type. An idle pool keeps no
 * process alive, one that is waited for does. Close it when done.
 *
 * @throws InputError where the worker's compiled file is missing: a pool never works on fewer threads than it
 * was asked for
 */
export class WorkerPool<Data, Task, Answer> {
  readonly #workers: Worker[] = [];
  readonly #here: Promise<TaskHandler<Task, Answer>> | null = null;
  readonly #waiting = new Map<number, Waiting<Answer>>();
  /** Tasks that each thread has not answered yet. */
  readonly #load: number[] = [];
  readonly #name: string;
  #next = 0;
  /** Why a thread ended: what is asked of it later would wait for ever. */
  #broken: Error | null = null;

  constructor({ module, file, workers, data, start }: WorkerPoolOptions<Data, Task, Answer>) {
    this.#name = file;
    if (workers === 0) {
      this.#here = Promise.resolve().then(() => start(data));
      this.#here.catch(() => {}); // every task reports it
      return;
    }
    const url = workerUrl(module, file);
    if (!existsSync(fileURLToPath(url))) {
      throw new InputError(
        `${fileURLToPath(url)}: expected the compiled worker, found no such file; compile the package ` +
          '(npm run setup), or use 0 workers',
      );
    }
    for (let i = 0; i < workers; i++) this.#hire(url, i, data);
  }

  /** Threads; 0 where the calling one works. */
  get size(): number {
    return this.#workers.length;
  }

  /** The thread with the fewest open tasks. */
  get idlest(): number {
    return this.#load.indexOf(Math.min(...this.#load));
  }

  /** Does a task, on the given thread or on the idlest. */
  async run(task: Task, worker = this.idlest): Promise<Answer> {
    if (this.#broken !== null) throw this.#broken;
    if (this.#here !== null) return (await this.#here)(task);
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { worker, resolve, reject });
      this.#load[worker]++;
      this.#workers[worker].ref();
      this.#workers[worker].postMessage({ id, task } satisfies TaskMessage<Task>);
    });
  }

  /** Gives a task to every thread. */
  async runOnAll(task: Task): Promise<void> {
    if (this.#here !== null) await this.run(task);
    await Promise.all(this.#workers.map((_, worker) => this.run(task, worker)));
  }

  /**
   * Shares tasks out; each thread takes the next when it has done one. The first error ends it: no further
   * task is begun.
   *
   * @param onAnswer called after each task with its position and answer, in the order in which they end
   * @param signal stops handing out tasks; those begun are finished first
   * @returns whether all were done
   */
  async share(
    tasks: readonly Task[],
    onAnswer: (index: number, answer: Answer) => void,
    signal?: AbortSignal,
  ): Promise<boolean> {
    let next = 0;
    let done = 0;
    let failed = false;
    const lane = async (worker: number) => {
      while (next < tasks.length && !failed && !signal?.aborted) {
        const index = next++;
        try {
          onAnswer(index, await this.run(tasks[index], worker));
          done++;
        } catch (error) {
          failed = true;
          throw error;
        }
        // On the calling thread, lets signals and progress bars through between tasks.
        if (this.#here !== null) await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const lanes = this.#here !== null ? [0] : this.#workers.map((_, worker) => worker);
    const outcomes = await Promise.allSettled(lanes.map(lane));
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    return done === tasks.length;
  }

  /** Ends the threads; what is waited for is given up. */
  async close(): Promise<void> {
    this.#broken ??= new Error(`${this.#name}: the pool was closed`);
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
    this.#giveUp(this.#broken, () => true);
  }

  #hire(url: URL, index: number, data: Data): void {
    const worker = new Worker(url, { workerData: data });
    worker.unref();
    this.#workers.push(worker);
    this.#load.push(0);
    worker.on('message', (message: AnswerMessage<Answer>) => {
      const waiting = this.#waiting.get(message.id);
      if (waiting === undefined) return;
      this.#waiting.delete(message.id);
      this.#load[index]--;
      if (this.#load[index] === 0) worker.unref();
      if ('error' in message) waiting.reject(unpackError(message.error));
      else waiting.resolve(message.answer);
    });
    const onEnd = (reason: Error) => {
      this.#broken ??= reason;
      this.#giveUp(this.#broken, (waiting) => waiting.worker === index);
    };
    worker.on('error', (error) => onEnd(error as Error));
    worker.on('exit', (code) => onEnd(new Error(`${this.#name}: a thread ended early (exit code ${code})`)));
  }

  #giveUp(reason: Error, which: (waiting: Waiting<Answer>) => boolean): void {
    for (const [id, waiting] of this.#waiting) {
      if (!which(waiting)) continue;
      this.#waiting.delete(id);
      waiting.reject(reason);
    }
  }
}
