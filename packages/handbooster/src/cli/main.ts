import { Command, CommanderError } from 'commander';
import { InputError } from '../base/errors/input-error.js';
import { Interrupted } from '../base/errors/interrupted.js';
import { packageVersion } from '../base/files/package-file.js';
import { boostCommand } from './boost.js';
import { conditionsCommand } from './conditions.js';
import { configCommand } from './config.js';
import { dataCommand } from './data/data-command.js';
import { doctorCommand } from './doctor.js';
import { evaluateCommand } from './evaluate.js';
import { exportCommand } from './export.js';
import { graspsCommand } from './grasps.js';
import { handCommand } from './hand.js';
import { importCommand } from './import.js';
import { reconstructCommand } from './reconstruct.js';
import { selectCommand } from './select.js';
import { setupCommand } from './setup.js';
import { studioCommand } from './studio.js';
import { synthesisCommand } from './synthesis.js';
import { EXIT_BAD_INPUT, EXIT_FAULT, EXIT_INTERRUPTED, EXIT_OK, EXIT_USAGE } from './terminal/exit-codes.js';
import { weightsCommand } from './weights.js';

export { EXIT_BAD_INPUT, EXIT_FAULT, EXIT_INTERRUPTED, EXIT_OK, EXIT_USAGE } from './terminal/exit-codes.js';

/** Runs the command line and gives the exit code. Errors a user can mend are one line; `--debug` shows the stack. */
export async function main(args: readonly string[]): Promise<number> {
  const program = new Command('handbooster')
    .description('Novel, validated, labelled hand-object images that make 3D hand-mesh reconstruction better')
    .version(packageVersion())
    .option('--debug', 'show the stack of an error')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text) });
  for (const command of [
    boostCommand,
    conditionsCommand,
    configCommand,
    dataCommand,
    doctorCommand,
    setupCommand,
    evaluateCommand,
    exportCommand,
    graspsCommand,
    handCommand,
    importCommand,
    reconstructCommand,
    selectCommand,
    studioCommand,
    synthesisCommand,
    weightsCommand,
  ]) {
    program.addCommand(command());
  }
  try {
    await program.parseAsync(
      args.filter((arg) => arg !== '--debug'),
      { from: 'user' },
    );
    return Number(process.exitCode ?? EXIT_OK);
  } catch (error) {
    return report(error, args.includes('--debug'));
  }
}

function report(error: unknown, debug: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_OK : EXIT_USAGE;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(debug && error instanceof Error ? `${error.stack}\n` : `handbooster: ${message}\n`);
  if (error instanceof Interrupted) return EXIT_INTERRUPTED;
  // FormatError is the engine package's word for a file that is not what it should be.
  if (error instanceof InputError || (error instanceof Error && error.name === 'FormatError'))
    return EXIT_BAD_INPUT;
  return EXIT_FAULT;
}
