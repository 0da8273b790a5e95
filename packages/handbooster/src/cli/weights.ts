import { relative } from 'node:path';
import { Command } from 'commander';
import { shipDenoiser } from '../pipeline/weights/ship-denoiser.js';

export function weightsCommand(): Command {
  const ship = new Command('ship')
    .description('Make the weights that come with the package from a run’s denoiser, with their card')
    .argument(
      '<run>',
      'folder of a run (its denoiser stage finished), for example of: boost weights --until denoiser',
    )
    .option('-o, --output <folder>', 'default: the package’s assets/weights')
    .option('--name <name>', 'of the file', 'denoiser-small')
    .action(async (run: string, { output, name }: { output?: string; name: string }) => {
      const path = await shipDenoiser({ run, output, name });
      process.stdout.write(`${relative('', path)}\n`);
    });
  return new Command('weights').description('Weights that come with the package').addCommand(ship);
}
