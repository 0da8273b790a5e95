/** Aborted by the first SIGINT or SIGTERM (Slurm's warning), so that work stops at its next safe point; a second one ends at once. */
export function abortOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(130);
      process.stderr.write(
        `\n${signal}: stopping after the current item; the same command goes on from there\n`,
      );
      controller.abort();
    });
  }
  return controller.signal;
}
