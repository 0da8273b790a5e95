import { Command } from 'commander';
import { SHOW_GRASP_SET_DEFAULTS, showGraspSet } from '../../../commands/grasps/show-grasp-set.js';
import { choiceFlag } from '../../flags/choice-flag.js';
import { handFlag } from '../../flags/hand-flag.js';
import { listFlag } from '../../flags/list-flag.js';
import { objectsFlag } from '../../flags/objects-flag.js';
import { wholeNumberFlag } from '../../flags/whole-number-flag.js';
import type { Terminal } from '../../terminal/terminal.js';

interface Flags {
  object?: string[];
  count: number;
  which: 'holding' | 'valid' | 'all';
  grasp?: string;
  columns: number;
  size: number;
  format: 'png' | 'webp' | 'jpeg';
  glb: boolean;
  objects?: string;
  hand?: string;
  output: string;
}

const NOTED = 'default: as when the set was made';

export function graspsShowCommand(terminal: Terminal): Command {
  const { count, which, columns, size, format } = SHOW_GRASP_SET_DEFAULTS;
  return new Command('show')
    .description('Draw a contact sheet (PNG) of each object’s grasps and write the best one as a GLB')
    .argument('<set>', 'folder of a set of grasps')
    .addOption(listFlag('--object <names>', 'only these objects, comma-separated'))
    .addOption(wholeNumberFlag('--count <count>', 'grasps of a sheet', { fallback: count }))
    .addOption(choiceFlag('--which <kind>', 'which grasps', ['holding', 'valid', 'all'], which))
    .option('--grasp <id>', 'the grasp of the GLB, for example 011_banana/17')
    .addOption(wholeNumberFlag('--columns <count>', 'grasps of a row', { fallback: columns }))
    .addOption(
      wholeNumberFlag('--size <pixels>', 'of a view; a grasp has two', {
        least: 16,
        most: 4096,
        fallback: size,
      }),
    )
    .addOption(choiceFlag('--format <name>', 'of the sheets', ['png', 'webp', 'jpeg'], format))
    .option('--no-glb', 'sheets only')
    .addOption(objectsFlag(NOTED))
    .addOption(handFlag(NOTED))
    .requiredOption('-o, --output <folder>', 'where the files go')
    .action(async (directory: string, { object, ...flags }: Flags) => {
      const { progress, signal } = terminal;
      terminal.printLines(await showGraspSet(directory, { ...flags, names: object, progress, signal }));
    });
}
