import { Command } from 'commander';
import { SAMPLE_SHEET_DEFAULTS, sampleSheet } from '../../../commands/weights/sample-sheet.js';
import { pictureFlag } from '../../flags/picture-flag.js';
import { wholeNumberFlag } from '../../flags/whole-number-flag.js';
import type { Terminal } from '../../terminal/terminal.js';
import { addHeldOutFlags, type HeldOutFlags, heldOutOptions } from './held-out-flags.js';

export function weightsSamplesCommand(terminal: Terminal): Command {
  const { count, seeds } = SAMPLE_SHEET_DEFAULTS;
  const command = new Command('samples').description('Draw what a denoiser makes of held-out conditions');
  return addHeldOutFlags(command, count)
    .addOption(wholeNumberFlag('--seeds <count>', 'images of each condition', { fallback: seeds }))
    .addOption(
      pictureFlag('-o, --output <file>', 'the picture; .webp is a fifth of the size', [
        '.png',
        '.webp',
      ]).makeOptionMandatory(),
    )
    .action(async (run: string, flags: HeldOutFlags & { seeds: number }) => {
      const { seeds, output } = flags;
      await sampleSheet({ ...heldOutOptions(run, flags), seeds, output });
      terminal.printLines([output]);
    });
}
