import { Command } from 'commander';
import {
  CONDITION_SHEETS_DEFAULTS,
  renderConditionSheets,
} from '../../../commands/conditions/condition-sheets.js';
import type { Shard } from '../../../distributed/item-share.js';
import { CONDITION_MAPS, type ConditionMap } from '../../../render/maps/render-condition-maps.js';
import { listFlag } from '../../flags/list-flag.js';
import { shareFlag } from '../../flags/share-flag.js';
import { wholeNumberFlag } from '../../flags/whole-number-flag.js';
import type { Terminal } from '../../terminal/terminal.js';

interface Flags {
  maps?: ConditionMap[];
  size?: number;
  output?: string;
  perSheet: number;
  perRow: number;
  shard: Shard;
}

export function conditionsRenderCommand(terminal: Terminal): Command {
  const { perSheet, perRow } = CONDITION_SHEETS_DEFAULTS;
  return new Command('render')
    .description('Draw the maps of the conditions of a run onto PNG sheets; goes on where it stopped')
    .argument('<run>', 'folder of a run')
    .addOption(listFlag('--maps <names>', 'which maps, comma-separated (default: the run’s)', CONDITION_MAPS))
    .addOption(
      wholeNumberFlag('--size <pixels>', 'of a map (default: conditions.renderSize)', {
        least: 8,
        most: 4096,
      }),
    )
    .addOption(wholeNumberFlag('--per-sheet <count>', 'conditions of a sheet', { fallback: perSheet }))
    .addOption(wholeNumberFlag('--per-row <count>', 'conditions of a row', { fallback: perRow }))
    .addOption(shareFlag('the sheets'))
    .option('-o, --output <folder>', 'where the sheets go (default: condition-sheets in the run)')
    .action(async (run: string, flags: Flags) => {
      const { progress, signal } = terminal;
      terminal.printLines(await renderConditionSheets(run, { ...flags, progress, signal }));
    });
}
