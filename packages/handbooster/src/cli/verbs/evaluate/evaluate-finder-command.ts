import { Command } from 'commander';
import { FINDER_SCORES_DEFAULTS, finderScores } from '../../../commands/evaluate/finder-scores.js';
import { handFlag } from '../../flags/hand-flag.js';
import { listFlag } from '../../flags/list-flag.js';
import { wholeNumberFlag } from '../../flags/whole-number-flag.js';
import { finderTable } from '../../tables/finder-table.js';
import type { Terminal } from '../../terminal/terminal.js';

interface Flags {
  weights?: string[];
  hand: string;
  setup?: string;
  splits?: string[];
  count: number;
  json?: boolean;
}

export function evaluateFinderCommand(terminal: Terminal): Command {
  return new Command('finder')
    .description(
      'How well a network finds the hand in whole pictures, as `reconstruct` and the browser page do without a box',
    )
    .argument('<data>', "folder of a run whose capture is finished, or data in DexYCB's layout")
    .option('--weights <files...>', 'networks (default: the shipped one and the run’s own)')
    .addOption(handFlag('the hand they were trained with', 'builtin'))
    .option('--setup <name>', 'of data that is no run (default: s0, or a simulated capture’s own)')
    .addOption(listFlag('--splits <names>', 'comma-separated (default: all test splits)'))
    .addOption(
      wholeNumberFlag('--count <number>', 'frames, dealt to the splits', {
        fallback: FINDER_SCORES_DEFAULTS.count,
      }),
    )
    .option('--json', 'the answer as JSON')
    .action(async (data: string, { json, ...flags }: Flags) => {
      const { progress, signal } = terminal;
      const scores = await finderScores({ ...flags, data, progress, signal });
      if (json) terminal.printJson(scores);
      else terminal.print(finderTable(scores));
    });
}
