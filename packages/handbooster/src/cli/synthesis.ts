import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import { judgementTable, judgeRun } from '../commands/judge/judge-generated-images.js';
import { trainIndependentJudge } from '../commands/judge/train-independent-judge.js';
import { MEASURE_COUNTS, measureRun } from '../commands/synthesis/measure-conditioning.js';
import { measureTable } from '../commands/synthesis/measure-table.js';
import { abortOnSignals } from './terminal/abort-on-signals.js';
import { terminalProgress } from './terminal/terminal-progress.js';

interface TrainJudgeFlags {
  output: string;
  pictures: string;
  images: string;
  batch: string;
  seed: string;
  only?: 'render' | 'train';
  workers?: string;
}

interface MeasureFlags {
  orientation: string;
  maps: string;
  diversity: string;
  seeds: string;
  output?: string;
}

export function synthesisCommand(): Command {
  const trainJudge = new Command('train-judge')
    .description(
      'Train an independent judge of generated images on renders of the simulator that no run knows; goes on where it stopped',
    )
    .argument('[config]', 'a YAML file or the name of a preset: what is captured', 'demo')
    .argument('[overrides...]', 'key=value, for example capture.objects=12')
    .option('-o, --output <folder>', 'where renders and weights go', 'runs/judge')
    .option('--pictures <count>', 'about how many pictures to render', '6000')
    .option('--images <count>', 'images to train for', '80000')
    .option('--batch <count>', 'images a step', '32')
    .option('--seed <number>', 'names people, rooms, grasps and first weights; not that of a run', '900001')
    .option('--only <part>', 'render or train')
    .option('--workers <count>', 'worker threads for rendering (default: the number of cores)')
    .action(async (config: string, overrides: string[], flags: TrainJudgeFlags) => {
      const judge = await trainIndependentJudge({
        config,
        overrides,
        output: flags.output,
        pictures: Number(flags.pictures),
        images: Number(flags.images),
        batch: Number(flags.batch),
        seed: Number(flags.seed),
        only: flags.only,
        workers: flags.workers === undefined ? availableParallelism() : Number(flags.workers),
        progress: terminalProgress(),
        signal: abortOnSignals(),
      });
      process.stdout.write(`${JSON.stringify(judge, null, 2)}\n`);
    });
  const judge = new Command('judge')
    .description(
      "Compare an independent judge's error on a run's kept images with that on held-out real ones",
    )
    .argument('<run>', 'folder of a run')
    .option('--judge <folder>', 'folder of the judge', 'runs/judge')
    .action(async (run: string, flags: { judge: string }) => {
      process.stdout.write(`${judgementTable(await judgeRun({ run, judge: flags.judge }))}\n`);
    });
  const measure = new Command('measure')
    .description(
      "Measure whether a run's denoiser does what its conditions say: orientation, maps, identity; writes JSON and pictures",
    )
    .argument('<run>', 'folder of a run')
    .option('--orientation <count>', 'conditions to turn', String(MEASURE_COUNTS.orientation))
    .option(
      '--maps <count>',
      'conditions, and real pictures, to compare masks of',
      String(MEASURE_COUNTS.maps),
    )
    .option('--diversity <count>', 'conditions to make many images of', String(MEASURE_COUNTS.diversity))
    .option('--seeds <count>', 'images of each of those', String(MEASURE_COUNTS.seeds))
    .option('-o, --output <folder>', 'where they go (default: measure in the run)')
    .action(async (run: string, flags: MeasureFlags) => {
      const measures = await measureRun({
        run,
        counts: {
          orientation: Number(flags.orientation),
          maps: Number(flags.maps),
          diversity: Number(flags.diversity),
          seeds: Number(flags.seeds),
        },
        output: flags.output,
        progress: terminalProgress(),
        signal: abortOnSignals(),
      });
      process.stdout.write(`${measureTable(measures)}\n\n${measures.output}\n`);
    });
  return new Command('synthesis')
    .description('Measure how good generated images are')
    .addCommand(measure)
    .addCommand(trainJudge)
    .addCommand(judge);
}
