/** Something that writes below a folder, as the sweep needs it. */
export interface Writer {
  name: string;
  /** What was there before, if anything. */
  before?(folder: string): unknown;
  /** Writes; called again after a fault, it ends with the bytes of an undisturbed call. */
  write(folder: string): unknown;
  /**
   * What a reader finds: plain data, the same for the same content. What it throws counts as an answer, too.
   */
  read(folder: string): unknown;
  /** Whether what a killed writer leaves under temporary names must be gone after the next call. */
  isClean?: boolean;
}
