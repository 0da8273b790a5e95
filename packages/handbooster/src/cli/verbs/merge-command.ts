import { Command } from 'commander';
import { mergeShards } from '../../pipeline/merge-shards.js';
import { STAGE_NAMES } from '../../pipeline/run/stage-names.js';
import { choiceFlag } from '../flags/choice-flag.js';
import { workersFlag } from '../flags/workers-flag.js';
import type { Terminal } from '../terminal/terminal.js';

interface Flags {
  only?: string;
  workers?: number;
}

export function mergeCommand(terminal: Terminal): Command {
  return new Command('merge')
    .argument('<run>', 'folder of a run')
    .addOption(
      choiceFlag(
        '--only <stage>',
        'this stage; without it every stage of which there are shards',
        STAGE_NAMES,
      ),
    )
    .addOption(workersFlag())
    .action(async (folder: string, { only, workers }: Flags) => {
      const { progress, signal } = terminal;
      const merged = await mergeShards({ folder, stage: only, workers, progress, signal });
      terminal.printLines(merged);
    });
}
