/** Work was stopped on request; what is finished is on disk and the same command goes on from there. */
export class Interrupted extends Error {
  override name = 'Interrupted';
}

/** Throws `Interrupted` once the signal is aborted. */
export function stopIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new Interrupted('stopped on request');
}
