import { Command } from 'commander';
import { mergeData } from '../../../commands/data/merge-data.js';
import type { Terminal } from '../../terminal/terminal.js';

export function dataMergeCommand(terminal: Terminal): Command {
  return new Command('merge')
    .description(
      'Join annotation files (COCO-style JSON), real and exported ones, into one for loaders that take one root and one file',
    )
    .argument('<files...>', 'annotation files; the first keeps its ids')
    .requiredOption(
      '-o, --output <file>',
      'for example annotations/DEX_YCB_s0_train_data.json below a folder that has all pictures',
    )
    .action(async (files: string[], { output }: { output: string }) => {
      const { images, annotations } = await mergeData(files, output, terminal.signal);
      terminal.print(`${annotations} hands in ${images} pictures in ${output}\n`);
    });
}
