import { Command } from 'commander';
import { JUDGE_RUN_DEFAULTS, judgeRun } from '../../../commands/judge/judge-generated-images.js';
import { pathFlag } from '../../flags/path-flag.js';
import { judgementTable } from '../../tables/judgement-table.js';
import type { Terminal } from '../../terminal/terminal.js';

export function synthesisJudgeCommand(terminal: Terminal): Command {
  return new Command('judge')
    .description(
      "Compare an independent judge's error on a run's kept images with that on held-out real ones",
    )
    .argument('<run>', 'folder of a run')
    .addOption(
      pathFlag('--judge <folder>', 'folder of the judge', {
        kind: 'folder',
        fallback: JUDGE_RUN_DEFAULTS.judge,
      }),
    )
    .option('--json', 'the answer as JSON')
    .action(async (run: string, { judge, json }: { judge: string; json?: boolean }) => {
      const judgement = await judgeRun({ run, judge });
      if (json) terminal.printJson(judgement);
      else terminal.print(`${judgementTable(judgement)}\n`);
    });
}
