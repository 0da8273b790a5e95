import { Command } from 'commander';
import { exportData } from '../../commands/data/export-data.js';
import { EXPORT_FORMATS } from '../../datasets/export/export-task.js';
import { abortOnSignals } from '../terminal/abort-on-signals.js';
import { terminalProgress } from '../terminal/terminal-progress.js';

interface Flags {
  format: string;
  output: string;
  frame?: string;
  hand?: string;
  objects?: string;
}

export function dataExportCommand(): Command {
  return new Command('export')
    .description(
      'Write the synthetic dataset of a run as trainers of other datasets read it; goes on where it stopped',
    )
    .argument('<run>', 'folder of a run, or of a dataset in shards')
    .requiredOption('--format <name>', `${EXPORT_FORMATS.join(', ')} (coco: HandOccNet’s annotation file)`)
    .requiredOption('-o, --output <folder>', 'where it goes; must not be there yet')
    .option(
      '--frame <kind>',
      '`full`: in 640x480 frames; `crop`: pictures as they are (default: full, coco crop)',
    )
    .option('--hand <model>', '`builtin`, `mano` or a path (default: the run’s, or what the shards name)')
    .option('--objects <folder>', 'object models to draw segmentation and depth with (default: the run’s)')
    .action(async (run: string, flags: Flags) => {
      const { samples } = await exportData(run, {
        ...flags,
        progress: terminalProgress(),
        signal: abortOnSignals(),
      });
      process.stdout.write(`${samples} pictures in ${flags.output}\n`);
    });
}
