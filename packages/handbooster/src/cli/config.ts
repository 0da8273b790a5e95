import { Command } from 'commander';
import { stringify } from 'yaml';
import { configReference } from '../pipeline/config/config-reference.js';
import { loadConfig } from '../pipeline/config/load-config.js';

export function configCommand(): Command {
  const command = new Command('config').description('Configurations: what they resolve to, and every key');
  command
    .command('show')
    .description('Print what a configuration resolves to, as YAML')
    .argument('<config>', 'a YAML file, or the name of a preset')
    .argument('[overrides...]', 'key=value')
    .action((name: string, overrides: string[]) => {
      process.stdout.write(stringify(loadConfig(name, overrides)));
    });
  command
    .command('reference')
    .description('Print every key with its type, default and meaning, as Markdown')
    .action(() => {
      process.stdout.write(configReference());
    });
  return command;
}
