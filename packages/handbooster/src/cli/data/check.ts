import { resolve } from 'node:path';
import { Command } from 'commander';
import { writeFileAtomic } from '../../base/files/atomic-write.js';
import { checkData } from '../../commands/data/check-data.js';
import { formatCheckReport } from '../../datasets/check/check-report.js';
import { EXIT_BAD_INPUT } from '../terminal/exit-codes.js';
import { terminalProgress } from '../terminal/terminal-progress.js';

interface Flags {
  json?: string;
  hand?: string;
  images?: string;
  every: string;
  examples: string;
  concurrency: string;
}

export function dataCheckCommand(): Command {
  return new Command('check')
    .description(
      `Walk a dataset and report all that is missing, damaged, out of range or at odds; exit code ${EXIT_BAD_INPUT} if anything is`,
    )
    .argument('<root>', 'its folder, or a COCO-style annotation file; the layout is found out')
    .option('--json <file>', 'also write the report there as JSON')
    .option(
      '--hand <model>',
      '`builtin`, `mano` (found by MANO_DIR) or a path (default: what the dataset names)',
    )
    .option(
      '--images <folder>',
      'what the names in an annotation file are relative to (default: two above it)',
    )
    .option('--every <count>', 'look at every n-th frame only', '1')
    .option('--examples <count>', 'examples shown of each kind of fault', '3')
    .option('--concurrency <count>', 'pictures looked at together', '8')
    .action(async (root: string, flags: Flags) => {
      const { report, hands } = await checkData(root, {
        hand: flags.hand,
        images: flags.images,
        every: Number(flags.every),
        examples: Number(flags.examples),
        concurrency: Number(flags.concurrency),
        progress: terminalProgress(),
      });
      process.stdout.write(formatCheckReport(report));
      if (hands.length === 0) {
        process.stdout.write(
          'no hand model was at hand: poses were not held against joints (set MANO_DIR, or --hand)\n',
        );
      }
      if (flags.json !== undefined) {
        await writeFileAtomic(resolve(flags.json), `${JSON.stringify({ ...report, hands }, null, 2)}\n`);
      }
      if (report.findings.length > 0) process.exitCode = EXIT_BAD_INPUT;
    });
}
