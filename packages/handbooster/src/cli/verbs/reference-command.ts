import { Command } from 'commander';
import { configReference } from '../../pipeline/config/config-reference.js';
import { commandLineReference } from '../reference/command-line-reference.js';
import type { Terminal } from '../terminal/terminal.js';

export function referenceCommand(terminal: Terminal, whole: () => Promise<Command>): Command {
  const command = new Command('reference');
  command
    .command('command-line')
    .description(
      'docs/reference/command-line.md: every verb with its arguments and flags, and the exit codes',
    )
    .action(async () => terminal.print(commandLineReference(await whole())));
  command
    .command('configuration')
    .description('docs/reference/configuration.md: every key with its type, default and meaning')
    .action(() => terminal.print(configReference()));
  return command;
}
