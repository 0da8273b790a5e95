import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { Argument, Command } from 'commander';
import { forecastExperiment } from '../../../commands/experiment/forecast-experiment.js';
import { makeExperiment } from '../../../commands/experiment/make-experiment.js';
import { EXPERIMENTS_FOLDER } from '../../../experiments/experiment-cells.js';
import { pathFlag } from '../../flags/path-flag.js';
import { workersFlag } from '../../flags/workers-flag.js';
import { comparisonTable } from '../../tables/comparison-table.js';
import { experimentPlanTable } from '../../tables/experiment-plan-table.js';
import type { Terminal } from '../../terminal/terminal.js';

interface Flags {
  output: string;
  store?: string;
  set?: string[];
  workers?: number;
  dryRun?: boolean;
  reference?: boolean;
}

export function experimentRunCommand(terminal: Terminal): Command {
  return new Command('run')
    .description('Make every run of an experiment that is not finished, and print its table')
    .argument('<name>', 'an experiment (see `experiment list`) or a YAML file')
    .addArgument(
      new Argument('[data]', '`simulated`: on the simulated capture instead of the table’s own data set')
        .choices(['own', 'simulated'])
        .default('own'),
    )
    .option('-o, --output <folder>', 'folder of all experiments', EXPERIMENTS_FOLDER)
    .addOption(
      pathFlag(
        '--store <folder>',
        'a run, or a folder of runs, whose finished stages may be taken over as well',
        {
          kind: 'folder',
        },
      ),
    )
    .option('--set <keys...>', 'changes of the configuration for all rows, as key=value')
    .addOption(workersFlag())
    .option('--dry-run', 'say which stages would run, about how long and how large, and do nothing')
    .option('--reference', 'with --dry-run: on two cores as costs were measured on, not on this machine')
    .action(async (name: string, data: 'own' | 'simulated', flags: Flags) => {
      const { output, store, set, workers = availableParallelism(), dryRun, reference } = flags;
      const root = resolve(output);
      if (dryRun) {
        const { experiment, runs } = forecastExperiment({ name, data, set, root, workers, reference });
        terminal.print(`${experimentPlanTable(experiment, runs)}\n`);
        return;
      }
      const { progress, signal } = terminal;
      const table = await makeExperiment({ name, data, set, root, store, workers, progress, signal });
      terminal.print(`${comparisonTable(table, 'text')}\n`);
    });
}
