import { Command } from 'commander';
import { FINDER_SCORES_DEFAULTS } from '../../../commands/evaluate/finder-scores.js';
import { labelScores } from '../../../commands/evaluate/label-scores.js';
import { handFlag } from '../../flags/hand-flag.js';
import { listFlag } from '../../flags/list-flag.js';
import { wholeNumberFlag } from '../../flags/whole-number-flag.js';
import { labelTable } from '../../tables/label-table.js';
import type { Terminal } from '../../terminal/terminal.js';

interface Flags {
  hand: string;
  setup?: string;
  splits?: string[];
  count: number;
  json?: boolean;
}

export function evaluateLabelsCommand(terminal: Terminal): Command {
  return new Command('labels')
    .description(
      'How exact the labels of `data annotate --photos` are, on frames whose true labels are known',
    )
    .argument('<data>', "folder of a run whose capture is finished, or data in DexYCB's layout")
    .addOption(handFlag('the hand of the labels', 'builtin'))
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
      const scores = await labelScores({ ...flags, data, progress, signal });
      if (json) terminal.printJson(scores);
      else terminal.print(labelTable(scores));
    });
}
