import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { Argument, Command } from 'commander';
import { EXPERIMENTS_FOLDER } from '../../../experiments/experiment-cells.js';
import { readExperiment } from '../../../experiments/experiment-definition.js';
import { experimentResults } from '../../../experiments/experiment-results.js';
import { planExperiment } from '../../../experiments/plan-experiment.js';
import { runExperiment } from '../../../experiments/run-experiment.js';
import { measureSpeed } from '../../../pipeline/plan/machine-speed.js';
import { MANIFEST_FILE } from '../../../pipeline/run/run-directory.js';
import { pathFlag } from '../../flags/path-flag.js';
import { workersFlag } from '../../flags/workers-flag.js';
import { experimentPlanTable } from '../../tables/experiment-plan-table.js';
import { experimentTable } from '../../tables/experiment-table.js';
import type { Terminal } from '../../terminal/terminal.js';

interface Flags {
  output: string;
  store?: string;
  workers?: number;
  dryRun?: boolean;
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
    .addOption(workersFlag())
    .option('--dry-run', 'say which stages would run and about how long, and do nothing')
    .action(async (name: string, data: 'own' | 'simulated', flags: Flags) => {
      const experiment = readExperiment(name, data);
      const root = resolve(flags.output);
      const { progress, signal } = terminal;
      const workers = flags.workers ?? availableParallelism();
      if (flags.dryRun) {
        const planned = planExperiment(experiment, root, measureSpeed(1), workers);
        terminal.print(`${experimentPlanTable(experiment, planned)}\n`);
        return;
      }
      const store = flags.store === undefined ? [] : runsBelow(resolve(flags.store));
      await runExperiment({ experiment, root, store, workers, progress, signal });
      terminal.print(`${experimentTable(await experimentResults(experiment, root), 'text')}\n`);
    });
}

/** The folder itself where it is a run, else the runs in it. */
function runsBelow(folder: string): string[] {
  const isRun = (path: string) => existsSync(join(path, MANIFEST_FILE));
  if (isRun(folder)) return [folder];
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .filter(isRun);
}
