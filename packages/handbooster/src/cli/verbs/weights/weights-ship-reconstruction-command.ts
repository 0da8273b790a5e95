import { relative } from 'node:path';
import { Command } from 'commander';
import { shipReconstruction } from '../../../commands/weights/ship-reconstruction.js';
import type { Terminal } from '../../terminal/terminal.js';

export function weightsShipReconstructionCommand(terminal: Terminal): Command {
  return new Command('ship-reconstruction')
    .description('The same of a run’s reconstruction networks, trained on real images alone and boosted')
    .argument('<run>', 'folder of a run that was evaluated, for example of: boost weights')
    .option('-o, --output <folder>', 'default: the package’s assets/weights')
    .action(async (run: string, { output }: { output?: string }) => {
      const paths = await shipReconstruction(run, output);
      terminal.printLines(paths.map((path) => relative('', path)));
    });
}
