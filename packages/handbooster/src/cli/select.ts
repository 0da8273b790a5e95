import { Command } from 'commander';
import { selectRun } from '../commands/select/select-folders.js';
import { abortOnSignals } from './terminal/abort-on-signals.js';
import { terminalProgress } from './terminal/terminal-progress.js';

interface Flags {
  config: string;
  setup?: string;
  split?: string;
  output: string;
}

export function selectCommand(): Command {
  return new Command('select')
    .description(
      'Pick diverse real poses and grasps, weigh the grasps by novelty, and report how novel they are',
    )
    .argument('<grasps>', 'folder of a set of grasps')
    .argument('<capture>', "folder of real data in DexYCB's layout")
    .argument('[overrides...]', 'key=value, for example select.synthetic=200')
    .option('-c, --config <config>', 'a YAML file or the name of a preset', 'demo')
    .option('--setup <name>', "DexYCB's setup (default: a simulated capture's own, or the configuration's)")
    .option('--split <name>', 'which split of it is the real set (default: train)')
    .option('-o, --output <folder>', 'where selection.json, coverage.json and figures go', 'selection')
    .action(async (grasps: string, capture: string, overrides: string[], flags: Flags) => {
      const summary = await selectRun({
        grasps,
        capture,
        overrides,
        ...flags,
        progress: terminalProgress(),
        signal: abortOnSignals(),
      });
      process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
    });
}
