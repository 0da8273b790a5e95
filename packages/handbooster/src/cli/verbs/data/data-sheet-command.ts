import { Command } from 'commander';
import { DATA_SHEET_DEFAULTS, drawDataSheet } from '../../../commands/data/draw-data-sheet.js';
import { pathFlag } from '../../flags/path-flag.js';
import { pictureFlag } from '../../flags/picture-flag.js';
import { wholeNumberFlag } from '../../flags/whole-number-flag.js';
import type { Terminal } from '../../terminal/terminal.js';

interface Flags {
  split?: string;
  setup?: string;
  images?: string;
  count: number;
  columns: number;
  size: number;
  crop: boolean;
  resolution: number;
  skeleton: boolean;
  seed: number;
  output: string;
}

export function dataSheetCommand(terminal: Terminal): Command {
  const { count, columns, size, resolution, seed, output } = DATA_SHEET_DEFAULTS;
  return new Command('sheet')
    .description('Draw pictures of a dataset side by side, to look at')
    .argument('<root>', 'its folder, or a COCO-style annotation file; the layout is found out')
    .option('--split <name>', 'only this split (default: all)')
    .option('--setup <name>', 'splits of DexYCB’s layout: s0 ... s3 or its own (default: its own, else s0)')
    .addOption(
      pathFlag(
        '--images <folder>',
        'what the names in an annotation file are relative to (default: two above it)',
        { kind: 'folder' },
      ),
    )
    .addOption(wholeNumberFlag('--count <number>', 'how many', { fallback: count }))
    .addOption(wholeNumberFlag('--columns <number>', 'how many side by side', { fallback: columns }))
    .addOption(
      wholeNumberFlag('--size <pixels>', 'width of each on the sheet', {
        least: 16,
        most: 4096,
        fallback: size,
      }),
    )
    .option('--crop', 'cut to the hand’s box, as training does', false)
    .addOption(
      wholeNumberFlag(
        '--resolution <pixels>',
        'bring crops to this size first, to see what a network would; 0 for none',
        { least: 0, most: 4096, fallback: resolution },
      ),
    )
    .option('--skeleton', 'draw the labelled joints over them', false)
    .addOption(wholeNumberFlag('--seed <number>', 'chooses the pictures', { least: 0, fallback: seed }))
    .addOption(pictureFlag('-o, --output <file>', 'the sheet', ['.png', '.jpg', '.jpeg', '.webp'], output))
    .action(async (root: string, flags: Flags) => {
      const drawn = await drawDataSheet(root, { ...flags, progress: terminal.progress });
      terminal.print(`${flags.output}: ${drawn} pictures\n`);
    });
}
