/**
 * A file that is damaged, hostile, or of a kind that is not read. The message is one line:
 * `file: field: what was found and what was expected`.
 */
export class FormatError extends Error {
  override name = 'FormatError';
  /** The file's path, or `(bytes)` where only bytes were given. */
  readonly file: string;
  /**
   * The part of the file at fault: a header's field, an archive's member, a tensor, an opcode with its byte.
   */
  readonly field: string;

  constructor(file: string | undefined, field: string, problem: string, options?: ErrorOptions) {
    super(`${file ?? UNNAMED}: ${field}: ${problem}`, options);
    this.file = file ?? UNNAMED;
    this.field = field;
  }
}

const UNNAMED = '(bytes)';
