import { type Progress, SILENT_PROGRESS } from '../../base/progress.js';
import { abortOnSignals, type StopRequest, type StopSignal } from './abort-on-signals.js';
import { EXIT_CODES } from './exit-codes.js';
import { terminalProgress } from './terminal-progress.js';

/** What a verb has of the world: answers go to stdout, everything else to stderr, an exit code is left. */
export class Terminal {
  /** Left by a verb that answers and yet was not content, for example a check that found faults. */
  code: number = EXIT_CODES.ok.code;
  /** No progress and no words but errors and the answer. */
  quiet = false;
  #progress: Progress | null = null;
  #stop: StopRequest | null = null;

  /** @param onWrite called whenever something was said */
  constructor(readonly onWrite: () => void = () => {}) {}

  /** The answer, or a part of it: as it is, with no end of line added. */
  print(text: string): void {
    process.stdout.write(text);
    this.onWrite();
  }

  /** Lines of the answer. */
  printLines(lines: readonly string[]): void {
    this.print(lines.map((line) => `${line}\n`).join(''));
  }

  /** The answer as JSON. */
  printJson(value: unknown): void {
    this.print(`${JSON.stringify(value, null, 2)}\n`);
  }

  get progress(): Progress {
    if (this.quiet) return SILENT_PROGRESS;
    this.#progress ??= terminalProgress({ onWrite: this.onWrite });
    return this.#progress;
  }

  /** Aborted by the first SIGINT or SIGTERM from the moment it is asked for. */
  get signal(): AbortSignal {
    this.#stop ??= abortOnSignals((line) => process.stderr.write(`\n${line}\n`));
    return this.#stop.signal;
  }

  /** What stopped the verb, or null. */
  get stoppedBy(): StopSignal | null {
    return this.#stop?.by ?? null;
  }

  /** The verb is over: signals end the program again. */
  close(): void {
    this.#stop?.release();
    this.#stop = null;
  }
}
