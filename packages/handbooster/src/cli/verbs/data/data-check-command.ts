import { resolve } from 'node:path';
import { Command } from 'commander';
import { InputError } from '../../../base/errors/input-error.js';
import { writeFileAtomic } from '../../../base/files/atomic-write.js';
import { CHECK_DATA_DEFAULTS, checkData, checkDataText } from '../../../commands/data/check-data.js';
import { handFlag } from '../../flags/hand-flag.js';
import { pathFlag } from '../../flags/path-flag.js';
import { wholeNumberFlag } from '../../flags/whole-number-flag.js';
import { EXIT_CODES } from '../../terminal/exit-codes.js';
import type { Terminal } from '../../terminal/terminal.js';

interface Flags {
  json?: string | true;
  hand?: string;
  images?: string;
  every: number;
  examples: number;
  concurrency: number;
}

export function dataCheckCommand(terminal: Terminal): Command {
  const { every, examples, concurrency } = CHECK_DATA_DEFAULTS;
  return new Command('check')
    .description(
      `Walk a dataset and report all that is missing, damaged, out of range or at odds; exit code ${EXIT_CODES.badInput.code} if anything is`,
    )
    .usage('[options] <root>')
    .argument('[root]', 'its folder, or a COCO-style annotation file; the layout is found out')
    .option('--json [file]', 'the answer as JSON; with a file, written there, and the answer stays text')
    .addOption(handFlag('default: what the dataset names'))
    .addOption(
      pathFlag(
        '--images <folder>',
        'what the names in an annotation file are relative to (default: two above it)',
        { kind: 'folder' },
      ),
    )
    .addOption(wholeNumberFlag('--every <count>', 'look at every n-th frame only', { fallback: every }))
    .addOption(
      wholeNumberFlag('--examples <count>', 'examples shown of each kind of fault', { fallback: examples }),
    )
    .addOption(
      wholeNumberFlag('--concurrency <count>', 'pictures looked at together', { fallback: concurrency }),
    )
    .action(async (given: string | undefined, { json: jsonFlag, ...flags }: Flags) => {
      // `--json <root>` reads as if the root were the file.
      const [root, json] =
        given === undefined && typeof jsonFlag === 'string' ? [jsonFlag, true] : [given, jsonFlag];
      if (root === undefined) throw new InputError('data check: expected the root of a dataset, found none');
      const { progress, signal } = terminal;
      const { report, hands } = await checkData(root, { ...flags, progress, signal });
      if (typeof json === 'string') {
        await writeFileAtomic(resolve(json), `${JSON.stringify({ ...report, hands }, null, 2)}\n`);
      }
      if (json === true) terminal.printJson({ ...report, hands });
      else {
        terminal.print(checkDataText({ report, hands }));
      }
      if (report.findings.length > 0) terminal.code = EXIT_CODES.badInput.code;
    });
}
