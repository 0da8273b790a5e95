import { Command } from 'commander';
import { exportData } from '../../../commands/data/export-data.js';
import { EXPORT_FORMATS, type ExportFormat } from '../../../datasets/export/export-task.js';
import { choiceFlag } from '../../flags/choice-flag.js';
import { handFlag } from '../../flags/hand-flag.js';
import { pathFlag } from '../../flags/path-flag.js';
import type { Terminal } from '../../terminal/terminal.js';

interface Flags {
  format: ExportFormat;
  output: string;
  frame?: 'full' | 'crop';
  toolkit?: boolean;
  split?: string;
  setup?: string;
  tests?: boolean;
  hand?: string;
  objects?: string;
}

export function dataExportCommand(terminal: Terminal): Command {
  return new Command('export')
    .description(
      'Write the synthetic dataset of a run, or a split of a capture, as trainers of other datasets read it; goes on where it ' +
        'stopped',
    )
    .argument(
      '<run>',
      'folder of a run, of a dataset in shards, or of a capture or dataset in a layout that is read',
    )
    .addOption(
      choiceFlag(
        '--format <name>',
        'the layout (coco: HandOccNet’s annotation file)',
        EXPORT_FORMATS,
      ).makeOptionMandatory(),
    )
    .requiredOption('-o, --output <folder>', 'where it goes; must not be there yet')
    .addOption(
      choiceFlag(
        '--frame <kind>',
        '`full`: in 640x480 frames; `crop`: pictures as they are (default: full, coco crop)',
        ['full', 'crop'],
      ),
    )
    .option(
      '--toolkit',
      'dexycb: as the dataset class of DexYCB’s toolkit wants it: ten subjects, 100 sequences each, 8 cameras',
    )
    .option('--split <name>', 'of a capture or dataset: the split (default: train)')
    .option('--setup <name>', 'of a capture or DexYCB: the setup, simulated for ours (default: s0)')
    .option(
      '--tests',
      'coco: also the real pictures that the run holds out, to test with (default: if simulated)',
    )
    .option('--no-tests', 'coco: leave them out')
    .addOption(handFlag('default: the run’s, or what the shards name'))
    .addOption(
      pathFlag(
        '--objects <folder>',
        'object models to draw segmentation and depth with (default: the run’s)',
        { kind: 'folder' },
      ),
    )
    .action(async (run: string, flags: Flags) => {
      const { progress, signal } = terminal;
      const { samples } = await exportData(run, { ...flags, progress, signal });
      terminal.print(`${samples} pictures in ${flags.output}\n`);
    });
}
