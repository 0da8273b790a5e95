import { CommanderError } from 'commander';
import { createProgram } from './program.js';
import { EXIT_CODES } from './terminal/exit-codes.js';
import { lockOutputs } from './terminal/lock-outputs.js';
import { pathReason } from './terminal/path-reason.js';
import { prepareOutputs } from './terminal/prepare-outputs.js';
import { Terminal } from './terminal/terminal.js';

/**
 * Runs a command line and gives the exit code of {@link EXIT_CODES}. Errors that a user can mend are one
 * line; `--debug` shows the stack.
 */
export async function runCommandLine(args: readonly string[], onWrite?: () => void): Promise<number> {
  const terminal = new Terminal(onWrite);
  let letGo = async () => {};
  // The first word is the verb; after `help`, the second.
  const words = args.filter((arg) => !arg.startsWith('-')).slice(0, 2);
  try {
    const program = await createProgram(terminal, words);
    program.hook('preAction', async (_, command) => {
      terminal.quiet = program.opts().quiet === true;
      letGo = await lockOutputs(command, prepareOutputs(command));
    });
    if (args.length === 0) {
      program.outputHelp();
      return EXIT_CODES.ok.code;
    }
    await program.parseAsync(args, { from: 'user' });
    return terminal.code;
  } catch (error) {
    return report(error, args.includes('--debug'), terminal);
  } finally {
    await letGo();
    terminal.close();
  }
}

/** By name, so that an error that crossed from a worker or from another copy of a package counts the same. */
const CODES: Record<string, number> = {
  InputError: EXIT_CODES.badInput.code,
  // The engine package's word for a file that is not what it should be.
  FormatError: EXIT_CODES.badInput.code,
  FlagError: EXIT_CODES.usage.code,
  BusyError: EXIT_CODES.tryAgain.code,
  DistributedError: EXIT_CODES.tryAgain.code,
};

/** What the system says when there is no room or too much is open: it may pass. */
const PASSING = new Set(['ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE', 'EAGAIN']);

function report(error: unknown, debug: boolean, { stoppedBy }: Terminal): number {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? EXIT_CODES.ok.code : EXIT_CODES.usage.code;
  }
  const { name, message, stack, code } = asError(error);
  const stopped = name === 'Interrupted' || name === 'AbortError';
  const reason = pathReason(error);
  const words =
    name === 'AbortError' ? 'stopped on request; the same command goes on from there' : (reason ?? message);
  process.stderr.write(debug && stack !== undefined ? `${stack}\n` : `handbooster: ${words}\n`);
  if (stopped && stoppedBy === 'SIGTERM') return EXIT_CODES.terminated.code;
  if (stopped) return EXIT_CODES.interrupted.code;
  if (code !== undefined && PASSING.has(code)) return EXIT_CODES.tryAgain.code;
  if (reason !== null) return EXIT_CODES.badInput.code;
  return CODES[name] ?? EXIT_CODES.fault.code;
}

function asError(error: unknown): { name: string; message: string; stack?: string; code?: string } {
  if (error instanceof Error) return error;
  return { name: 'Error', message: String(error) };
}
