import { main } from './main.js';
import { quietPipes } from './terminal/quiet-pipes.js';
import { watchSilence } from './terminal/watch-silence.js';

/** The program: runs its command line and leaves the exit code. */
export async function start(args: readonly string[]): Promise<void> {
  quietPipes();
  process.exitCode = await main(args, watchSilence);
}
