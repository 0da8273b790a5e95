import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomic } from '../write-atomic.js';
import { encodeRecord, readRecords } from './record.js';
import { scalarEvent, stepOfEvent, versionEvent } from './scalar-event.js';

/**
 * TensorBoard takes every file with `tfevents` in its name. One name, so that a resumed training goes on in
 * it.
 */
const FILE = 'events.out.tfevents.0.training';

/** Scalars of a training in a folder that TensorBoard shows (`tensorboard --logdir FOLDER`). */
export class TensorBoardLog {
  readonly path: string;

  /**
   * @param folder made when it is not there.
   * @param step numbers past this step are dropped: they were written after the checkpoint that training goes
   * on from.
   */
  constructor(folder: string, step = 0) {
    mkdirSync(folder, { recursive: true });
    this.path = join(folder, FILE);
    const kept = existsSync(this.path)
      ? [...readRecords(readFileSync(this.path))].filter((event) => (stepOfEvent(event) ?? 0) <= step)
      : [];
    const events = kept.length > 0 ? kept : [versionEvent(now())];
    writeAtomic(this.path, events.map(encodeRecord));
  }

  /** Adds the numbers of a step, each under its tag (`loss/train`). */
  append(step: number, values: Readonly<Record<string, number>>): void {
    appendFileSync(this.path, encodeRecord(scalarEvent(step, values, now())));
  }
}

/** Seconds since 1970: TensorBoard's time axis; nothing is computed from it. */
function now(): number {
  return Date.now() / 1000;
}
