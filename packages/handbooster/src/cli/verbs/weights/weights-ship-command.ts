import { relative } from 'node:path';
import { Command } from 'commander';
import { SHIP_DENOISER_DEFAULTS, shipDenoiser } from '../../../commands/weights/ship-denoiser.js';
import type { Terminal } from '../../terminal/terminal.js';

export function weightsShipCommand(terminal: Terminal): Command {
  return new Command('ship')
    .description('Make the weights that come with the package from a run’s denoiser, with their card')
    .argument(
      '<run>',
      'folder of a run (its denoiser stage finished), for example of: boost weights --only capture,denoiser',
    )
    .option('-o, --output <folder>', 'default: the package’s assets/weights')
    .option('--name <name>', 'of the file', SHIP_DENOISER_DEFAULTS.name)
    .action(async (run: string, { output, name }: { output?: string; name: string }) => {
      terminal.printLines([relative('', await shipDenoiser({ run, output, name }))]);
    });
}
