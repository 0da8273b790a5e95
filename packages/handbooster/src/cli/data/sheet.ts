import { Command } from 'commander';
import { drawDataSheet } from '../../commands/data/draw-data-sheet.js';
import { terminalProgress } from '../terminal/terminal-progress.js';

interface Flags {
  split?: string;
  setup?: string;
  images?: string;
  count: string;
  columns: string;
  size: string;
  crop: boolean;
  resolution: string;
  skeleton: boolean;
  seed: string;
  output: string;
}

export function dataSheetCommand(): Command {
  return new Command('sheet')
    .description('Draw pictures of a dataset side by side, to look at')
    .argument('<root>', 'its folder, or a COCO-style annotation file; the layout is found out')
    .option('--split <name>', 'only this split (default: all)')
    .option('--setup <name>', 'splits of DexYCB’s layout: s0 ... s3 or its own (default: its own, else s0)')
    .option(
      '--images <folder>',
      'what the names in an annotation file are relative to (default: two above it)',
    )
    .option('--count <number>', 'how many', '48')
    .option('--columns <number>', 'how many side by side', '8')
    .option('--size <pixels>', 'width of each on the sheet', '160')
    .option('--crop', 'cut to the hand’s box, as training does', false)
    .option(
      '--resolution <pixels>',
      'bring crops to this size first, to see what a network would; 0 for none',
      '0',
    )
    .option('--skeleton', 'draw the labelled joints over them', false)
    .option('--seed <number>', 'chooses the pictures', '0')
    .option('-o, --output <file>', '.png, .jpg or .webp', 'sheet.png')
    .action(async (root: string, flags: Flags) => {
      const drawn = await drawDataSheet(root, {
        ...flags,
        count: Number(flags.count),
        columns: Number(flags.columns),
        size: Number(flags.size),
        resolution: Number(flags.resolution),
        seed: Number(flags.seed),
        progress: terminalProgress(),
      });
      process.stdout.write(`${flags.output}: ${drawn} pictures\n`);
    });
}
