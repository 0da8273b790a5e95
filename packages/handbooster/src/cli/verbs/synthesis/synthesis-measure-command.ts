import { Command } from 'commander';
import { MEASURE_RUN_DEFAULTS, measureRun } from '../../../commands/synthesis/measure-conditioning.js';
import { wholeNumberFlag } from '../../flags/whole-number-flag.js';
import { measureTable } from '../../tables/measure-table.js';
import type { Terminal } from '../../terminal/terminal.js';

interface Flags {
  orientation: number;
  maps: number;
  diversity: number;
  seeds: number;
  output?: string;
  json?: boolean;
}

export function synthesisMeasureCommand(terminal: Terminal): Command {
  const { counts } = MEASURE_RUN_DEFAULTS;
  const count = (flag: string, description: string, fallback: number) =>
    wholeNumberFlag(flag, description, { fallback });
  return new Command('measure')
    .description(
      "Measure whether a run's denoiser does what its conditions say: orientation, maps, identity; writes JSON and pictures",
    )
    .argument('<run>', 'folder of a run')
    .addOption(count('--orientation <count>', 'conditions to turn', counts.orientation))
    .addOption(count('--maps <count>', 'conditions, and real pictures, to compare masks of', counts.maps))
    .addOption(count('--diversity <count>', 'conditions to make many images of', counts.diversity))
    .addOption(count('--seeds <count>', 'images of each of those', counts.seeds))
    .option('-o, --output <folder>', 'where they go (default: measure in the run)')
    .option('--json', 'the answer as JSON')
    .action(async (run: string, { output, json, ...counted }: Flags) => {
      const { progress, signal } = terminal;
      const measures = await measureRun({ run, counts: counted, output, progress, signal });
      if (json) terminal.printJson(measures);
      else terminal.print(`${measureTable(measures)}\n\n${measures.output}\n`);
    });
}
