/**
 * Work was stopped on request; what is finished is on disk and the same command goes on from there.
 *
 * @example
 * ```ts
 * import { Interrupted } from 'handbooster';
 * const stopped = new Interrupted('stopped after step 3; the same command goes on from there');
 * console.log(stopped.name); // Interrupted
 * ```
 */
export class Interrupted extends Error {
  override name = 'Interrupted';
}

/** Throws `Interrupted` once the signal is aborted. */
export function stopIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new Interrupted('stopped on request');
}
