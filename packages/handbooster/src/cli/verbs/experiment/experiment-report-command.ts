import { join, resolve } from 'node:path';
import { Argument, Command } from 'commander';
import { experimentFolderName } from '../../../commands/experiment/experiment-folder-name.js';
import { writeReport } from '../../../commands/report/write-report.js';
import { EXPERIMENTS_FOLDER } from '../../../experiments/experiment-cells.js';
import type { Terminal } from '../../terminal/terminal.js';

interface Flags {
  output: string;
  to?: string;
}

export function experimentReportCommand(terminal: Terminal): Command {
  return new Command('report')
    .description('What an experiment has so far, as one page with its tables, curves and runs')
    .argument('<name>', 'an experiment (see `experiment list`) or a YAML file')
    .addArgument(
      new Argument('[data]', '`simulated`: on the simulated capture')
        .choices(['own', 'simulated'])
        .default('own'),
    )
    .option('-o, --output <folder>', 'folder of all experiments', EXPERIMENTS_FOLDER)
    .option('--to <file>', 'where the page goes; report-NAME.html by default')
    .action(async (name: string, data: 'own' | 'simulated', { output, to }: Flags) => {
      const folder = join(resolve(output), experimentFolderName(name, data));
      terminal.print(`${await writeReport({ folder, output: to, progress: terminal.progress })}\n`);
    });
}
