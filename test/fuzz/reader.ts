/** A reader of files of others, as the fuzzing needs it. */
export interface Reader {
  name: string;
  /** The file's name on the disk: some readers go by the ending. */
  file: string;
  /** Good files to begin from. */
  seeds(): Promise<Uint8Array[]> | Uint8Array[];
  /** Reads the file at this path. */
  read(path: string): unknown;
  /** What is wrong with a value that was read; null for a valid one. */
  fault?(value: unknown): string | null;
}
