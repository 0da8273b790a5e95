import { Command } from 'commander';
import { annotateData } from '../../commands/data/annotate-data.js';
import { abortOnSignals } from '../terminal/abort-on-signals.js';
import { terminalProgress } from '../terminal/terminal-progress.js';

interface Flags {
  setup: string;
  split: string;
  hand?: string;
  output: string;
}

export function dataAnnotateCommand(): Command {
  return new Command('annotate')
    .description(
      'Write HandOccNet’s annotation file (COCO-style JSON) of a split of raw DexYCB, HO3D, ObMan or MOW',
    )
    .argument('<root>', 'folder of the dataset; the layout is found out')
    .option('--setup <name>', 'DexYCB’s setup', 's0')
    .option('--split <name>', 'train, val, test, ...', 'train')
    .option(
      '--hand <model>',
      '`builtin`, `mano` (found by MANO_DIR) or a path (default: what the dataset names)',
    )
    .requiredOption(
      '-o, --output <file>',
      'for example annotations/DEX_YCB_s0_train_data.json below the root',
    )
    .action(async (root: string, flags: Flags) => {
      const count = await annotateData(root, {
        ...flags,
        progress: terminalProgress(),
        signal: abortOnSignals(),
      });
      process.stdout.write(`${count} hands in ${flags.output}\n`);
    });
}
