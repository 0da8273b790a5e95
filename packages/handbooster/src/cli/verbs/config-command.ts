import { Command } from 'commander';
import { stringify } from 'yaml';
import { configReference } from '../../pipeline/config/config-reference.js';
import { loadConfig } from '../../pipeline/config/load-config.js';
import type { Terminal } from '../terminal/terminal.js';

export function configCommand(terminal: Terminal): Command {
  const command = new Command('config');
  command
    .command('show')
    .description('Print what a configuration resolves to, as YAML')
    .argument('<config>', 'a YAML file, or the name of a preset')
    .argument('[overrides...]', 'key=value')
    .option('--json', 'as JSON')
    .action((name: string, overrides: string[], { json }: { json?: boolean }) => {
      const config = loadConfig(name, overrides);
      if (json) terminal.printJson(config);
      else terminal.print(stringify(config));
    });
  command
    .command('reference')
    .description('Print every key with its type, default and meaning, as Markdown')
    .action(() => terminal.print(configReference()));
  return command;
}
