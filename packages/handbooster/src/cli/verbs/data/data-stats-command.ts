import { Command } from 'commander';
import { formatStatistics } from '../../../commands/data/data-statistics-text.js';
import {
  DATA_STATISTICS_DEFAULTS,
  writeDataStatistics,
} from '../../../commands/data/write-data-statistics.js';
import { pathFlag } from '../../flags/path-flag.js';
import { wholeNumberFlag } from '../../flags/whole-number-flag.js';
import type { Terminal } from '../../terminal/terminal.js';

interface Flags {
  setup?: string;
  images?: string;
  output?: string;
  pictures: number;
  seed: number;
  json?: boolean;
}

export function dataStatsCommand(terminal: Terminal): Command {
  const { pictures, seed } = DATA_STATISTICS_DEFAULTS;
  return new Command('stats')
    .description(
      'Count what a dataset has by split, subject, grasped object and camera, and how much of it shows grasps',
    )
    .argument('<root>', 'its folder, or a COCO-style annotation file; the layout is found out')
    .option('--setup <name>', 'splits of DexYCB’s layout: s0 ... s3 or its own (default: its own, else s0)')
    .addOption(
      pathFlag(
        '--images <folder>',
        'what the names in an annotation file are relative to (default: two above it)',
        { kind: 'folder' },
      ),
    )
    .addOption(
      wholeNumberFlag('--pictures <count>', 'pictures of each split on the page', {
        least: 0,
        fallback: pictures,
      }),
    )
    .addOption(wholeNumberFlag('--seed <number>', 'chooses these', { least: 0, fallback: seed }))
    .option('-o, --output <folder>', 'also write statistics.json and statistics.html, with pictures, there')
    .option('--json', 'the answer as JSON')
    .action(async (root: string, { json, ...flags }: Flags) => {
      const { progress } = terminal;
      const { statistics, files } = await writeDataStatistics(root, { ...flags, progress });
      if (json) terminal.printJson(statistics);
      else {
        terminal.print(formatStatistics(statistics));
        terminal.printLines(files);
      }
    });
}
