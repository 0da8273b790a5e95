import { Command } from 'commander';
import { ANNOTATE_DATA_DEFAULTS, annotateData } from '../../../commands/data/annotate-data.js';
import { handFlag } from '../../flags/hand-flag.js';
import type { Terminal } from '../../terminal/terminal.js';

interface Flags {
  setup: string;
  split: string;
  hand?: string;
  output: string;
}

export function dataAnnotateCommand(terminal: Terminal): Command {
  return new Command('annotate')
    .description(
      'Write HandOccNet’s annotation file (COCO-style JSON) of a split of raw DexYCB, HO3D, ObMan or MOW',
    )
    .argument('<root>', 'folder of the dataset; the layout is found out')
    .option('--setup <name>', 'DexYCB’s setup', ANNOTATE_DATA_DEFAULTS.setup)
    .option('--split <name>', 'train, val, test, ...', ANNOTATE_DATA_DEFAULTS.split)
    .addOption(handFlag('default: what the dataset names'))
    .requiredOption(
      '-o, --output <file>',
      'for example annotations/DEX_YCB_s0_train_data.json below the root',
    )
    .action(async (root: string, flags: Flags) => {
      const { progress, signal } = terminal;
      const count = await annotateData(root, { ...flags, progress, signal });
      terminal.print(`${count} hands in ${flags.output}\n`);
    });
}
