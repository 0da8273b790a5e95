/** Milliseconds of work between two pauses: a key press is answered well within a blink. */
const PERIOD = 40;

/**
 * For long loops on the thread that also answers signals and draws progress: what it returns is awaited in
 * each round, and lets others through every 40 ms.
 */
export function breather(): () => Promise<void> | null {
  let since = performance.now();
  return () => {
    if (performance.now() - since < PERIOD) return null;
    return new Promise((resolve) =>
      setImmediate(() => {
        since = performance.now();
        resolve();
      }),
    );
  };
}
