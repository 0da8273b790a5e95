import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { io } from '@handbooster/torch';
import type { ValidationLoss } from './validate-denoiser.js';

/** Where a line belongs. */
interface LogPlace {
  step: number;
  /** Images gone through since the start. */
  images: number;
}

/** Figures of one logged step. */
export interface TrainingLogLine extends LogPlace {
  loss: number;
  gradientNorm: number;
  learningRate: number;
  imagesPerSecond: number;
}

/** A look at held-out examples. */
export interface ValidationLogLine extends LogPlace, ValidationLoss {}

/** A file with one JSON object a line. */
export class TrainingLog<Line extends LogPlace = TrainingLogLine> {
  /**
   * @param path the file; it is made when there is something to write.
   * @param step lines past this step are dropped: they were written after the checkpoint that training goes
   * on from.
   */
  constructor(
    readonly path: string,
    step: number,
  ) {
    if (!existsSync(path)) return;
    const lines = readFileSync(path, 'utf8').split('\n');
    const kept = lines.filter((line) => stepOf(line) <= step);
    io.writeAtomic(path, [new TextEncoder().encode(kept.map((line) => `${line}\n`).join(''))]);
  }

  append(line: Line): void {
    appendFileSync(this.path, `${JSON.stringify(line)}\n`);
  }
}

/** Infinity for a line cut short by a crash. */
function stepOf(line: string): number {
  try {
    return Number((JSON.parse(line) as TrainingLogLine).step);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
