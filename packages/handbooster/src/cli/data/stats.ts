import { Command } from 'commander';
import { formatStatistics } from '../../commands/data/data-statistics-text.js';
import { writeDataStatistics } from '../../commands/data/write-data-statistics.js';
import { terminalProgress } from '../terminal/terminal-progress.js';

interface Flags {
  setup?: string;
  images?: string;
  output?: string;
  pictures: string;
  seed: string;
}

export function dataStatsCommand(): Command {
  return new Command('stats')
    .description(
      'Count what a dataset has by split, subject, grasped object and camera, and how much of it shows grasps',
    )
    .argument('<root>', 'its folder, or a COCO-style annotation file; the layout is found out')
    .option('--setup <name>', 'splits of DexYCB’s layout: s0 ... s3 or its own (default: its own, else s0)')
    .option(
      '--images <folder>',
      'what the names in an annotation file are relative to (default: two above it)',
    )
    .option('--pictures <count>', 'pictures of each split on the page', '24')
    .option('--seed <number>', 'chooses these', '0')
    .option('-o, --output <folder>', 'also write statistics.json and statistics.html, with pictures, there')
    .action(async (root: string, flags: Flags) => {
      const { statistics, files } = await writeDataStatistics(root, {
        ...flags,
        pictures: Number(flags.pictures),
        seed: Number(flags.seed),
        progress: terminalProgress(),
      });
      process.stdout.write(`${formatStatistics(statistics)}${files.map((file) => `${file}\n`).join('')}`);
    });
}
