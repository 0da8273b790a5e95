import { Command } from 'commander';
import { drawHandSheet, openHand } from '../../commands/hand/show-hand.js';
import { choiceFlag } from '../flags/choice-flag.js';
import { handFlag } from '../flags/hand-flag.js';
import { pictureFlag } from '../flags/picture-flag.js';
import { handTable } from '../tables/hand-table.js';
import type { Terminal } from '../terminal/terminal.js';

interface ShowFlags {
  hand: string;
  side: 'right' | 'left';
  output?: string;
}

export function handCommand(terminal: Terminal): Command {
  const show = new Command('show')
    .description(
      'Measure a hand model: its shape directions two deviations either way, its volume when it bends',
    )
    .addOption(handFlag(undefined, 'builtin'))
    .addOption(choiceFlag('--side <side>', 'which hand', ['right', 'left'], 'right'))
    .addOption(pictureFlag('-o, --output <file>', 'also draw them all', ['.png', '.webp']))
    .action(async ({ hand, side, output }: ShowFlags) => {
      const model = openHand(hand, side);
      terminal.print(handTable(model));
      if (output !== undefined) await drawHandSheet(model, output);
    });
  return new Command('hand').addCommand(show);
}
