import { FormatError } from '../format-error.js';

/**
 * Where the interpreter is, and what it has used: what the builders of classes need to refuse and to count.
 */
export class PickleContext {
  /** The opcode being run and its first byte, for errors. */
  opcode = 'start';
  offset = 0;
  #used = 0;

  constructor(
    readonly file: string | undefined,
    readonly maxBytes: number,
  ) {}

  /** @throws {FormatError} naming the file and the opcode. */
  fail(problem: string): never {
    throw new FormatError(this.file, this.#field(), problem);
  }

  /** What an error here would say, but for the file: for things that may turn out not to matter. */
  complaint(problem: string): string {
    return `${this.#field()}: ${problem}`;
  }

  #field(): string {
    return `pickle opcode ${this.opcode} at byte ${this.offset}`;
  }

  /** Counts memory against the cap: a few bytes of pickle can ask for a large array again and again. */
  charge(bytes: number): void {
    this.#used += bytes;
    if (!(this.#used <= this.maxBytes)) {
      this.fail(`needs more than the ${this.maxBytes} bytes of memory that a pickle of this size may use`);
    }
  }
}
