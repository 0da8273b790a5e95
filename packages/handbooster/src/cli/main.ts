import { packageVersion } from '../base/files/package-file.js';
import { EXIT_CODES } from './terminal/exit-codes.js';

/** Verbs that wait for a person, and are silent meanwhile. */
const WAITING = ['studio'];

/**
 * Runs the command line and gives the exit code. The version is answered before anything else is loaded.
 *
 * @param args what stands after the program's name
 * @param watch begins to watch for silence and gives what to call whenever something was written
 */
export async function main(args: readonly string[], watch?: () => () => void): Promise<number> {
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
    process.stdout.write(`${packageVersion()}\n`);
    return EXIT_CODES.ok.code;
  }
  const { runCommandLine } = await import('./run-command-line.js');
  const silent = args.includes('--quiet') || args.includes('-q') || WAITING.includes(args[0]);
  return runCommandLine(args, silent ? undefined : watch?.());
}
