import { Command } from 'commander';
import {
  INDEPENDENT_JUDGE_DEFAULTS,
  trainIndependentJudge,
} from '../../../commands/judge/train-independent-judge.js';
import { choiceFlag } from '../../flags/choice-flag.js';
import { wholeNumberFlag } from '../../flags/whole-number-flag.js';
import { workersFlag } from '../../flags/workers-flag.js';
import type { Terminal } from '../../terminal/terminal.js';

interface Flags {
  output: string;
  pictures: number;
  images: number;
  batch: number;
  seed: number;
  only?: 'render' | 'train';
  workers?: number;
}

export function synthesisTrainJudgeCommand(terminal: Terminal): Command {
  const { config, output, pictures, images, batch, seed } = INDEPENDENT_JUDGE_DEFAULTS;
  return new Command('train-judge')
    .description(
      'Train an independent judge of generated images on renders of the simulator that no run knows; goes on where it stopped',
    )
    .argument('[config]', 'a YAML file or the name of a preset: what is captured', config)
    .argument('[overrides...]', 'key=value, for example capture.objects=12')
    .option('-o, --output <folder>', 'where renders and weights go', output)
    .addOption(
      wholeNumberFlag('--pictures <count>', 'about how many pictures to render', { fallback: pictures }),
    )
    .addOption(wholeNumberFlag('--images <count>', 'images to train for', { fallback: images }))
    .addOption(wholeNumberFlag('--batch <count>', 'images a step', { fallback: batch }))
    .addOption(
      wholeNumberFlag('--seed <number>', 'names people, rooms, grasps and first weights; not that of a run', {
        least: 0,
        fallback: seed,
      }),
    )
    .addOption(choiceFlag('--only <part>', 'one part alone', ['render', 'train']))
    .addOption(workersFlag())
    .action(async (name: string, overrides: string[], flags: Flags) => {
      const { progress, signal } = terminal;
      terminal.printJson(
        await trainIndependentJudge({ ...flags, config: name, overrides, progress, signal }),
      );
    });
}
