import { type ChildProcess, fork } from 'node:child_process';
import type { Job } from './job.js';
import type { JobWord } from './job-words.js';

const MOST_WAITING = 8;
/** A process with nothing to do gives its memory back after so long. */
const IDLE_MS = 180_000;
const MOST_COMPLAINT = 2000;

/**
 * Jobs that are done one after the other by one process. A job is cancelled by ending the process, which
 * works at any moment; so does what has fallen: the next job gets a new one.
 */
export class JobLine {
  readonly #waiting: Job[] = [];
  #child: ChildProcess | null = null;
  #current: Job | null = null;
  #complaint = '';
  #idle: NodeJS.Timeout | null = null;

  /** @param file what the process runs. */
  constructor(readonly file: string) {}

  get isFull(): boolean {
    return this.#waiting.length >= MOST_WAITING;
  }

  add(job: Job): void {
    this.#waiting.push(job);
    this.#next();
  }

  cancel(job: Job): void {
    const place = this.#waiting.indexOf(job);
    if (place >= 0) {
      this.#waiting.splice(place, 1);
      job.change({ state: 'cancelled', ahead: 0 });
      this.#tellPlaces();
    } else if (job === this.#current) {
      this.#current = null;
      job.change({ state: 'cancelled' });
      this.#end();
      this.#next();
    }
  }

  close(): void {
    this.#waiting.length = 0;
    this.#current = null;
    this.#end();
  }

  #next(): void {
    if (this.#current === null) {
      const job = this.#waiting.shift();
      if (job === undefined) this.#rest();
      else {
        if (this.#idle !== null) clearTimeout(this.#idle);
        this.#current = job;
        job.change({ state: 'working', ahead: 0, note: 'Starting' });
        this.#child ??= this.#start();
        this.#child.send(job.order);
      }
    }
    this.#tellPlaces();
  }

  #tellPlaces(): void {
    this.#waiting.forEach((job, i) => {
      if (job.state.ahead !== i + 1) job.change({ ahead: i + 1 });
    });
  }

  #start(): ChildProcess {
    const child = fork(this.file, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], serialization: 'advanced' });
    this.#complaint = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#complaint = (this.#complaint + text).slice(-MOST_COMPLAINT);
    });
    child.on('message', (word: JobWord) => {
      if (child === this.#child) this.#hear(word);
    });
    child.on('error', () => {}); // its exit says the same
    child.on('exit', (code, signal) => {
      if (child === this.#child) this.#fallen(signal ?? `code ${code}`);
    });
    return child;
  }

  #hear(word: JobWord): void {
    const job = this.#current;
    if (job === null) return;
    if (word.type === 'note') job.change({ note: word.note, total: word.total });
    else if (word.type === 'pieces') {
      job.pieces.push(...word.pieces);
      job.change({});
    } else {
      this.#current = null;
      job.change(word.error === null ? { state: 'done' } : { state: 'failed', error: word.error });
      this.#next();
    }
  }

  #fallen(how: string): void {
    this.#child = null;
    const job = this.#current;
    this.#current = null;
    const [last] = this.#complaint.trim().split('\n').slice(-1);
    job?.change({
      state: 'failed',
      error: `The engine's process ended (${how}). The next attempt starts a new one.${last ? ` It said: ${last}` : ''}`,
    });
    this.#next();
  }

  #end(): void {
    const child = this.#child;
    this.#child = null;
    child?.kill('SIGKILL');
  }

  #rest(): void {
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      if (this.#current === null) this.#end();
    }, IDLE_MS);
    this.#idle.unref();
  }
}
