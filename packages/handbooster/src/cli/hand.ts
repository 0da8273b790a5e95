import { Command } from 'commander';
import { InputError } from '../base/errors/input-error.js';
import { drawHandSheet, formatHand } from '../commands/hand/show-hand.js';
import { findHandModel } from '../hand/model/find-hand-model.js';

interface ShowFlags {
  hand: string;
  side: string;
  output?: string;
}

export function handCommand(): Command {
  const show = new Command('show')
    .description(
      'Measure a hand model: its shape directions two deviations either way, its volume when it bends',
    )
    .option('--hand <model>', '`builtin`, `mano` (found by MANO_DIR), or the path of a model', 'builtin')
    .option('--side <side>', 'right or left', 'right')
    .option('-o, --output <file>', 'also draw them all, .png or .webp')
    .action(async ({ hand, side, output }: ShowFlags) => {
      if (side !== 'right' && side !== 'left') {
        throw new InputError(`side: expected right or left, found ${side}`);
      }
      const model = findHandModel(hand === 'mano' ? { side } : { path: hand, side });
      process.stdout.write(formatHand(model));
      if (output !== undefined) await drawHandSheet(model, output);
    });
  return new Command('hand').description('Look at hand models').addCommand(show);
}
