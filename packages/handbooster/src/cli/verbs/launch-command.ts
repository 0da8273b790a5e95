import { Argument, Command } from 'commander';
import { LAUNCH_DEFAULTS, launch, SCHEDULERS, type Scheduler } from '../../commands/launch/launch.js';
import { wholeNumberFlag } from '../flags/whole-number-flag.js';
import type { Terminal } from '../terminal/terminal.js';

interface Flags {
  run?: string;
  output: string;
  cores: number;
  atOnce: number;
  minutes: number;
  most: number;
  shards?: number;
  ranks?: number;
  directive?: string[];
  image?: string;
  claim?: string;
  mount: string;
}

export function launchCommand(terminal: Terminal): Command {
  const { cores, atOnce, minutes, most, mount } = LAUNCH_DEFAULTS;
  return new Command('launch')
    .addArgument(new Argument('<scheduler>', 'what runs the tasks').choices(SCHEDULERS))
    .argument('<config>', 'a YAML file or the name of a preset')
    .argument('[overrides...]', 'key=value, for example grasps.perObject=200')
    .option('-o, --output <folder>', 'where the job files go', 'launch')
    .option('--run <folder>', 'folder of the run, which all tasks see (default: as `boost` names it)')
    .addOption(wholeNumberFlag('--cores <count>', 'processor cores of a task', { fallback: cores }))
    .addOption(wholeNumberFlag('--at-once <count>', 'tasks at a time', { fallback: atOnce }))
    .addOption(
      wholeNumberFlag('--minutes <count>', 'time limit of a Slurm task, which is requeued after it', {
        least: 5,
        fallback: minutes,
      }),
    )
    .addOption(wholeNumberFlag('--most <count>', 'tasks of a stage at most', { fallback: most }))
    .addOption(
      wholeNumberFlag(
        '--shards <count>',
        'so many shards of each shared stage (default: of ten minutes or more, by the plan)',
      ),
    )
    .addOption(
      wholeNumberFlag(
        '--ranks <count>',
        'processes that train a network together: tasks of a Slurm job, pods of a JobSet',
      ),
    )
    .option('--directive <text...>', 'Slurm: further #SBATCH lines, for example --partition=gpu')
    .option('--image <name>', 'Kubernetes: the container image')
    .option('--claim <name>', 'Kubernetes: the PersistentVolumeClaim that all tasks mount')
    .option('--mount <path>', 'Kubernetes: where it is mounted', mount)
    .action(
      (scheduler: Scheduler, config: string, overrides: string[], { output, directive, ...flags }: Flags) => {
        const { steps, files } = launch({
          ...flags,
          scheduler,
          config,
          overrides,
          folder: output,
          directives: directive,
        });
        terminal.progress.say(
          steps.map(({ name, count }) => (count === 1 ? name : `${name} (${count} tasks)`)).join(', '),
        );
        terminal.printLines(files);
      },
    );
}
