import { relative } from 'node:path';
import { Command } from 'commander';
import sharp from 'sharp';
import { compareSamplers, samplerTable } from '../commands/weights/compare-samplers.js';
import { sampleSheet } from '../commands/weights/sample-sheet.js';
import { shipDenoiser } from '../commands/weights/ship-denoiser.js';
import { shipReconstruction } from '../commands/weights/ship-reconstruction.js';
import { trainTrial, trialTable } from '../commands/weights/try-training.js';
import { abortOnSignals } from './terminal/abort-on-signals.js';
import { terminalProgress } from './terminal/terminal-progress.js';

interface HeldOutFlags {
  weights?: string;
  split: string;
  count: string;
  output: string;
}

interface TrialFlags {
  real: boolean;
  other?: string;
  workers: string;
}

export function weightsCommand(): Command {
  const ship = new Command('ship')
    .description('Make the weights that come with the package from a run’s denoiser, with their card')
    .argument(
      '<run>',
      'folder of a run (its denoiser stage finished), for example of: boost weights --only capture,denoiser',
    )
    .option('-o, --output <folder>', 'default: the package’s assets/weights')
    .option('--name <name>', 'of the file', 'denoiser-small')
    .action(async (run: string, { output, name }: { output?: string; name: string }) => {
      const path = await shipDenoiser({ run, output, name });
      process.stdout.write(`${relative('', path)}\n`);
    });
  const shipNetworks = new Command('ship-reconstruction')
    .description('The same of a run’s reconstruction networks, trained on real images alone and boosted')
    .argument('<run>', 'folder of a run that was evaluated, for example of: boost weights')
    .option('-o, --output <folder>', 'default: the package’s assets/weights')
    .action(async (run: string, { output }: { output?: string }) => {
      for (const path of await shipReconstruction(run, output)) {
        process.stdout.write(`${relative('', path)}\n`);
      }
    });
  const samples = heldOut('samples', 'Draw what a denoiser makes of held-out conditions', '12')
    .option('--seeds <count>', 'images of each condition', '3')
    .requiredOption('-o, --output <file>', '.png, or .webp, a fifth of the size')
    .action(async (run: string, flags: HeldOutFlags & { seeds: string }) => {
      await writePicture(
        flags.output,
        await sampleSheet({ ...held(run, flags), seeds: Number(flags.seeds) }),
      );
      process.stdout.write(`${flags.output}\n`);
    });
  const samplers = heldOut(
    'samplers',
    'Compare samplers and numbers of steps: distance to real pictures, speed',
    '192',
  )
    .requiredOption(
      '-o, --output <file>',
      '.png or .webp with some of the images; the table goes to the terminal',
    )
    .action(async (run: string, flags: HeldOutFlags) => {
      const { rows, real, picture } = await compareSamplers({
        ...held(run, flags),
        progress: terminalProgress(),
      });
      await writePicture(flags.output, picture);
      process.stdout.write(`${samplerTable(rows, real)}\n`);
    });
  const trial = new Command('try')
    .description('Train a run’s reconstruction network with other settings beside it, to choose settings by')
    .argument('<run>', 'folder of a run, its real and generated images finished')
    .argument('<name>', 'of the trial: its folder in the run’s `trials`')
    .argument('[overrides...]', 'changes of the run’s configuration, for example train.syntheticShare=0.25')
    .option('--real', 'on real images alone', false)
    .option(
      '--other <run>',
      'a run of another seed: its test splits score the trial, too; this run’s never do',
    )
    .option('--workers <number>', 'threads in all', '1')
    .action(async (run: string, name: string, overrides: string[], flags: TrialFlags) => {
      const { real, other, workers } = flags;
      await trainTrial({
        run,
        name,
        overrides,
        boosted: !real,
        other,
        workers: Number(workers),
        progress: terminalProgress(),
        signal: abortOnSignals(),
      });
      process.stdout.write(`${trialTable(run)}\n`);
    });
  return new Command('weights')
    .description('Weights that come with the package: make them, look at them')
    .addCommand(ship)
    .addCommand(shipNetworks)
    .addCommand(samples)
    .addCommand(samplers)
    .addCommand(trial);
}

function heldOut(name: string, description: string, count: string): Command {
  return new Command(name)
    .description(description)
    .argument('<run>', 'folder of a run whose capture is finished')
    .option('--weights <file>', '`shipped` or a file; the run’s own denoiser by default')
    .option('--split <name>', 'of the capture', 'val')
    .option('--count <number>', 'held-out pictures', count);
}

function held(run: string, { weights, split, count }: HeldOutFlags) {
  return { run, weights: weights ?? null, split, count: Number(count) };
}

/** In the format of the file's ending. */
async function writePicture(path: string, png: Buffer): Promise<void> {
  const picture = sharp(png);
  await (path.endsWith('.webp') ? picture.webp({ quality: 88 }) : picture).toFile(path);
}
