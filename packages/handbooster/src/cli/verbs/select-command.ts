import { Command } from 'commander';
import { SELECT_RUN_DEFAULTS, selectRun } from '../../commands/select/select-folders.js';
import type { Terminal } from '../terminal/terminal.js';

interface Flags {
  config: string;
  setup?: string;
  split: string;
  output: string;
}

export function selectCommand(terminal: Terminal): Command {
  return new Command('select')
    .argument('<grasps>', 'folder of a set of grasps')
    .argument('<capture>', "folder of real data in DexYCB's layout")
    .argument('[overrides...]', 'key=value, for example select.synthetic=200')
    .option('-c, --config <config>', 'a YAML file or the name of a preset', 'demo')
    .option('--setup <name>', "DexYCB's setup (default: a simulated capture's own, or the configuration's)")
    .option('--split <name>', 'which split of it is the real set', SELECT_RUN_DEFAULTS.split)
    .option('-o, --output <folder>', 'where selection.json, coverage.json and figures go', 'selection')
    .action(async (grasps: string, capture: string, overrides: string[], flags: Flags) => {
      const { progress, signal } = terminal;
      terminal.printJson(await selectRun({ grasps, capture, overrides, ...flags, progress, signal }));
    });
}
