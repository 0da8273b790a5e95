import { main } from './main.js';
import { quietPipes } from './terminal/quiet-pipes.js';
import { warnOfNpm } from './terminal/warn-of-npm.js';
import { watchSilence } from './terminal/watch-silence.js';

/** The program: runs its command line and leaves the exit code. */
export async function start(args: readonly string[]): Promise<void> {
  quietPipes();
  const warning = warnOfNpm(process.env, process.stdout.isTTY === true);
  if (warning !== null) process.stderr.write(`handbooster: ${warning}\n`);
  process.exitCode = await main(args, watchSilence);
}
