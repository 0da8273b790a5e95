import { Command } from 'commander';
import { InputError } from '../../../base/errors/input-error.js';
import { ANNOTATE_DATA_DEFAULTS, annotateData } from '../../../commands/data/annotate-data.js';
import { annotatePhotos } from '../../../commands/data/annotate-photos.js';
import { annotateViews } from '../../../commands/data/annotate-views.js';
import { handFlag } from '../../flags/hand-flag.js';
import { numberListFlag } from '../../flags/number-list-flag.js';
import { pathFlag } from '../../flags/path-flag.js';
import type { Terminal } from '../../terminal/terminal.js';

interface Flags {
  setup: string;
  split: string;
  hand?: string;
  output?: string;
  photos?: string;
  film?: boolean;
  focal?: number[];
  calibration?: string;
}

export function dataAnnotateCommand(terminal: Terminal): Command {
  return new Command('annotate')
    .description(
      'Write HandOccNet’s annotation file (COCO-style JSON) of a split of raw DexYCB, HO3D, ObMan or MOW',
    )
    .argument('[root]', 'folder of the dataset; the layout is found out')
    .option(
      '--photos <path>',
      'instead of a dataset: label photos of one’s own, a folder of them or a video, by landmarks and a fitted hand (needs @mediapipe/hands and onnxruntime-web)',
    )
    .option('--film', 'the folder’s photos are frames of a film: follow the hand, and smooth')
    .addOption(
      numberListFlag('--focal <pixels>', 'focal length of the photos’ camera (default: guessed)', {
        length: 1,
        expects: 'a number above 0',
        accept: ([focal]) => focal > 0,
      }),
    )
    .addOption(
      pathFlag(
        '--calibration <folder>',
        'photos of several cameras, a folder for each named by its serial: folder with DexYCB’s `calibration`',
        { kind: 'folder' },
      ),
    )
    .option('--setup <name>', 'DexYCB’s setup', ANNOTATE_DATA_DEFAULTS.setup)
    .option('--split <name>', 'train, val, test, ...', ANNOTATE_DATA_DEFAULTS.split)
    .addOption(handFlag('default: what the dataset names'))
    .option('-o, --output <file>', 'for example annotations/DEX_YCB_s0_train_data.json below the root')
    .action(async (root: string | undefined, flags: Flags) => {
      const { progress, signal } = terminal;
      if (flags.photos !== undefined) {
        const { film = false, focal, calibration, hand = 'builtin' } = flags;
        if (calibration !== undefined && (film || focal !== undefined)) {
          throw new InputError(
            '--calibration has the focal lengths, and looks at each moment by itself: leave out --film and --focal',
          );
        }
        const made =
          calibration === undefined
            ? await annotatePhotos(flags.photos, {
                film,
                focal: focal?.[0] ?? null,
                hand,
                progress,
                signal,
              })
            : await annotateViews(flags.photos, { calibration, hand, progress, signal });
        terminal.print(
          `${made.found} hands in ${made.photos} photos, ${made.kept} of them sure enough to be labels: ${made.annotations}\n` +
            `look at ${made.sheet}; name those to leave out in ${made.rejected}\n`,
        );
        return;
      }
      const { output } = flags;
      if (root === undefined || output === undefined) {
        throw new InputError('data annotate: expected a dataset and -o FILE, or --photos FOLDER');
      }
      const count = await annotateData(root, { ...flags, output, progress, signal });
      terminal.print(`${count} hands in ${flags.output}\n`);
    });
}
