import { Command } from 'commander';
import { boost } from '../pipeline/boost.js';
import { abortOnSignals } from './terminal/abort-on-signals.js';
import { terminalProgress } from './terminal/terminal-progress.js';

/** What `--retrain` says in the configuration's words. */
const RETRAIN = ['denoiser.weights=null'];

interface Flags {
  output?: string;
  data?: string;
  workers?: string;
  until?: string;
  only?: string;
  retrain?: boolean;
}

export function boostCommand(): Command {
  return new Command('boost')
    .description(
      'Run every stage from the real data to the report; goes on where an earlier run of it stopped',
    )
    .argument('[config]', 'a YAML file or the name of a preset', 'demo')
    .argument('[overrides...]', 'key=value, for example grasps.perObject=200')
    .option('-o, --output <folder>', 'run folder (default: runs/<name of the configuration>)')
    .option(
      '--data <folder>',
      'grasp the YCB-style object models in this folder instead of the procedural ones',
    )
    .option('--only <stages>', 'only these stages, separated by commas; what they read must be finished')
    .option('--retrain', 'train every network anew instead of taking weights that come with the package')
    .option('--workers <count>', 'worker threads (default: the number of cores); no result depends on it')
    .option('--until <stage>', 'stop after this stage')
    .action(async (config: string, overrides: string[], flags: Flags) => {
      const { report } = await boost({
        config,
        overrides: flags.retrain ? [...overrides, ...RETRAIN] : overrides,
        output: flags.output,
        data: flags.data,
        workers: flags.workers === undefined ? undefined : Number(flags.workers),
        until: flags.until,
        only: flags.only?.split(',').map((name) => name.trim()),
        progress: terminalProgress(),
        signal: abortOnSignals(),
      });
      if (report !== null) process.stdout.write(`${report}\n`);
    });
}
