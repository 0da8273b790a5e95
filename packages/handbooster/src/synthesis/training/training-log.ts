import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { io } from '@handbooster/torch';

/** Figures of one logged step. */
export interface TrainingLogLine {
  step: number;
  /** Images gone through since the start. */
  images: number;
  loss: number;
  gradientNorm: number;
  learningRate: number;
  imagesPerSecond: number;
}

/** A file with one JSON object a line. */
export class TrainingLog {
  /**
   * @param path the file; it is made when there is something to write.
   * @param step lines past this step are dropped: they were written after the checkpoint that training goes on from.
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

  append(line: TrainingLogLine): void {
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
