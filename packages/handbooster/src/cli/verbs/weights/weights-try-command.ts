import { Command } from 'commander';
import { readTrials, TRAIN_TRIAL_DEFAULTS, trainTrial } from '../../../commands/weights/train-trial.js';
import { pathFlag } from '../../flags/path-flag.js';
import { workersFlag } from '../../flags/workers-flag.js';
import { trialTable } from '../../tables/trial-table.js';
import type { Terminal } from '../../terminal/terminal.js';

interface Flags {
  real: boolean;
  other?: string;
  workers: number;
}

export function weightsTryCommand(terminal: Terminal): Command {
  return new Command('try')
    .description('Train a run’s reconstruction network with other settings beside it, to choose settings by')
    .argument('<run>', 'folder of a run, its real and generated images finished')
    .argument('<name>', 'of the trial: its folder in the run’s `trials`')
    .argument('[overrides...]', 'changes of the run’s configuration, for example train.syntheticShare=0.25')
    .option('--real', 'on real images alone', false)
    .addOption(
      pathFlag(
        '--other <run>',
        'a run of another seed: its test splits score the trial, too; this run’s never do',
        { kind: 'folder' },
      ),
    )
    .addOption(workersFlag(TRAIN_TRIAL_DEFAULTS.workers))
    .action(async (run: string, name: string, overrides: string[], { real, other, workers }: Flags) => {
      const { progress, signal } = terminal;
      await trainTrial({ run, name, overrides, boosted: !real, other, workers, progress, signal });
      terminal.print(`${trialTable(readTrials(run))}\n`);
    });
}
