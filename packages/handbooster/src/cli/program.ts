import { Command } from 'commander';
import { packageVersion } from '../base/files/package-file.js';
import type { Terminal } from './terminal/terminal.js';
import { VERBS } from './verbs.js';

/**
 * The whole command line, of which some verbs are loaded; the others are there by name and description alone.
 *
 * @param wanted names of the verbs to load, or `all`
 */
export async function createProgram(terminal: Terminal, wanted: readonly string[] | 'all'): Promise<Command> {
  const program = new Command('handbooster')
    .description('Novel, validated, labelled hand-object images that make 3D hand-mesh reconstruction better')
    .version(packageVersion(), '-V, --version', 'print the version')
    .option('-q, --quiet', 'no progress, only errors and the answer')
    .option('--debug', 'show the stack of an error')
    .helpOption('-h, --help', 'print what there is');
  for (const { name, description, load } of VERBS) {
    const loaded = wanted === 'all' || wanted.includes(name);
    const command = loaded
      ? (await load())(terminal, () => createProgram(terminal, 'all'))
      : new Command(name);
    program.addCommand(command.description(description));
  }
  forEachCommand(program, (command) => {
    command.exitOverride().configureOutput({
      writeOut: (text) => process.stdout.write(text),
      writeErr: (text) => process.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'handbooster: ')),
    });
  });
  return program;
}

/** A command and all below it: settings of commander are handed down to those made later only. */
function forEachCommand(command: Command, visit: (command: Command) => void): void {
  visit(command);
  for (const child of command.commands) forEachCommand(child, visit);
}
