import { Command } from 'commander';
import { COMPARE_SAMPLERS_DEFAULTS, compareSamplers } from '../../../commands/weights/compare-samplers.js';
import { pictureFlag } from '../../flags/picture-flag.js';
import { samplerTable } from '../../tables/sampler-table.js';
import type { Terminal } from '../../terminal/terminal.js';
import { addHeldOutFlags, type HeldOutFlags, heldOutOptions } from './held-out-flags.js';

export function weightsSamplersCommand(terminal: Terminal): Command {
  const command = new Command('samplers').description(
    'Compare samplers and numbers of steps: distance to real pictures, speed',
  );
  return addHeldOutFlags(command, COMPARE_SAMPLERS_DEFAULTS.count)
    .addOption(
      pictureFlag('-o, --output <file>', 'some of the images; the table goes to the terminal', [
        '.png',
        '.webp',
      ]).makeOptionMandatory(),
    )
    .action(async (run: string, flags: HeldOutFlags) => {
      const compared = await compareSamplers({
        ...heldOutOptions(run, flags),
        output: flags.output,
        progress: terminal.progress,
      });
      terminal.print(`${samplerTable(compared.rows, compared.real)}\n`);
    });
}
