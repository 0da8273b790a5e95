import { fileURLToPath } from 'node:url';
import type { JobState } from '../../api/jobs.js';
import { Missing } from '../answer-calls.js';
import { Job } from './job.js';
import { JobLine } from './job-line.js';
import type { JobOrder, JobPieces } from './job-words.js';

/** Ended jobs whose pieces are kept. */
const MOST_ENDED = 12;
/** A job that no page has watched for so long is ended. */
const ALONE_MS = 20_000;

/** Is said in answers as `busy`. */
class BusyError extends Error {
  override readonly name = 'BusyError';
}

/** Everything that pages have asked to be worked out, each kind of order in a line of its own. */
export class Jobs {
  readonly #jobs = new Map<string, Job>();
  readonly #lines = new Map<string, JobLine>();
  #count = 0;

  /** @param file the process that does orders. */
  constructor(readonly file = processFile()) {}

  /** Puts an order in its line. @returns its job's id. @throws BusyError where the line is too long */
  start(order: JobOrder): string {
    let line = this.#lines.get(order.type);
    if (line === undefined) {
      line = new JobLine(this.file);
      this.#lines.set(order.type, line);
    }
    if (line.isFull) {
      throw new BusyError('Other pages have asked for much already; wait until some of it is done.');
    }
    const job = new Job(`${order.type}-${++this.#count}`, order);
    this.#jobs.set(job.id, job);
    line.add(job);
    this.#endIfAlone(job);
    this.#forget();
    return job.id;
  }

  /** Pieces of a job's result from one on. @throws Missing where there is no such job */
  pieces<Type extends JobOrder['type']>(type: Type, id: string, from: number): JobPieces[Type][] {
    const job = this.#find(id);
    if (job.order.type !== type) throw new Missing(`${id}: no job of this page`);
    return job.pieces.slice(from) as JobPieces[Type][];
  }

  /** What was asked for, of one kind. @throws Missing where there is no such job */
  order<Type extends JobOrder['type']>(type: Type, id: string): Extract<JobOrder, { type: Type }> {
    const { order } = this.#find(id);
    if (order.type !== type) throw new Missing(`${id}: no job of this page`);
    return order as Extract<JobOrder, { type: Type }>;
  }

  cancel(id: string): void {
    const job = this.#find(id);
    this.#lines.get(job.order.type)?.cancel(job);
  }

  /** Tells how a job is, now and whenever that changes, until the function that it gives back is called. */
  watch(id: string, push: (state: JobState) => void): () => void {
    const job = this.#find(id);
    const leave = job.watch(push);
    return () => {
      leave();
      this.#endIfAlone(job);
    };
  }

  close(): void {
    for (const line of this.#lines.values()) line.close();
  }

  #find(id: string): Job {
    const job = this.#jobs.get(id);
    if (job === undefined) throw new Missing(`${id}: this job is not known any more; start it again`);
    return job;
  }

  #endIfAlone(job: Job): void {
    const timer = setTimeout(() => {
      if (!job.isWatched && !job.hasEnded) this.#lines.get(job.order.type)?.cancel(job);
    }, ALONE_MS);
    timer.unref();
  }

  #forget(): void {
    const ended = [...this.#jobs.values()].filter((job) => job.hasEnded && !job.isWatched);
    for (const { id } of ended.slice(0, -MOST_ENDED)) this.#jobs.delete(id);
  }
}

/** The compiled file, from src and dist alike: both lie at one depth of the package. */
function processFile(): string {
  return fileURLToPath(new URL('dist/server/jobs/job-process.js', new URL('../../../', import.meta.url)));
}
