import { resolve } from 'node:path';
import { Argument, Command } from 'commander';
import { showExperiment } from '../../../commands/experiment/show-experiment.js';
import { EXPERIMENTS_FOLDER } from '../../../experiments/experiment-cells.js';
import { choiceFlag } from '../../flags/choice-flag.js';
import { comparisonTable, TABLE_FORMATS, type TableFormat } from '../../tables/comparison-table.js';
import type { Terminal } from '../../terminal/terminal.js';

interface Flags {
  output: string;
  format: TableFormat;
  errors?: string;
}

export function experimentShowCommand(terminal: Terminal): Command {
  return new Command('show')
    .description('What an experiment has so far, the paper’s figures beside it, and what is missing')
    .argument('<name>', 'an experiment (see `experiment list`) or a YAML file')
    .addArgument(
      new Argument('[data]', '`simulated`: on the simulated capture')
        .choices(['own', 'simulated'])
        .default('own'),
    )
    .option('-o, --output <folder>', 'folder of all experiments', EXPERIMENTS_FOLDER)
    .addOption(choiceFlag('--format <format>', 'of the table', TABLE_FORMATS).default('text'))
    .option('--errors <folder>', 'write the errors of every sample there, as Parquet and as CSV')
    .action(async (name: string, data: 'own' | 'simulated', { output, format, errors }: Flags) => {
      const folder = errors === undefined ? undefined : resolve(errors);
      const table = await showExperiment({ name, data, root: resolve(output), errors: folder });
      terminal.print(`${comparisonTable(table, format)}\n`);
    });
}
