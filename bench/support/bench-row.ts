/** One line of a benchmark's table. */
export interface BenchRow {
  /** What was timed, with its sizes. */
  path: string;
  /** Our figure, in `unit`. */
  ours: number;
  /** The reference's figure in the same run, or null where there is none on this machine. */
  reference: number | null;
  /** For example `us/op`, `images/s`. */
  unit: string;
  /** How many times better than the reference we are: above 1 is faster, whatever the unit. */
  ratio: number | null;
  /** Which reference, which library, how many threads. */
  note?: string;
}
