import { Command } from 'commander';
import { OBJECT_SHEET_DEFAULTS, renderObjectSheet } from '../../../commands/conditions/object-sheet.js';
import { handFlag } from '../../flags/hand-flag.js';
import { objectsFlag } from '../../flags/objects-flag.js';
import { pictureFlag } from '../../flags/picture-flag.js';
import { wholeNumberFlag } from '../../flags/whole-number-flag.js';
import type { Terminal } from '../../terminal/terminal.js';

interface Flags {
  size: number;
  objects?: string;
  hand?: string;
  output: string;
}

const NOTED = 'default: as when a set was made';

export function conditionsObjectsCommand(terminal: Terminal): Command {
  return new Command('objects')
    .description('Draw a sheet of all maps with a row for each object of sets of grasps')
    .argument('<grasps...>', 'folders of sets of grasps')
    .addOption(
      wholeNumberFlag('--size <pixels>', 'of a map', {
        least: 16,
        most: 4096,
        fallback: OBJECT_SHEET_DEFAULTS.size,
      }),
    )
    .addOption(objectsFlag(NOTED))
    .addOption(handFlag(NOTED))
    .addOption(pictureFlag('-o, --output <file>', 'the sheet', ['.png', '.webp'], 'objects.png'))
    .action(async (grasps: string[], flags: Flags) => {
      const { progress, signal } = terminal;
      terminal.printLines(await renderObjectSheet(grasps, { ...flags, progress, signal }));
    });
}
