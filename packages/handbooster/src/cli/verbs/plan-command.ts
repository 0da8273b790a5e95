import { Command } from 'commander';
import { planRun } from '../../commands/plan/plan-run.js';
import { wholeNumberFlag } from '../flags/whole-number-flag.js';
import { workersFlag } from '../flags/workers-flag.js';
import { needsTable } from '../tables/plan-table.js';
import type { Terminal } from '../terminal/terminal.js';

interface Flags {
  gpus?: number;
  gpuTflops?: number;
  workers?: number;
  json?: boolean;
}

export function planCommand(terminal: Terminal): Command {
  return new Command('plan')
    .argument('<config>', 'a YAML file or the name of a preset')
    .argument('[overrides...]', 'key=value, for example capture.root=/data/DexYCB')
    .addOption(wholeNumberFlag('--gpus <count>', 'GPUs that share what can be shared', { least: 0 }))
    .addOption(
      wholeNumberFlag(
        '--gpu-tflops <count>',
        'what each of them keeps up (default: as much as the engine here)',
      ),
    )
    .addOption(workersFlag())
    .option('--json', 'as JSON')
    .action((config: string, overrides: string[], { gpus, gpuTflops, workers, json }: Flags) => {
      const plan = planRun({ config, overrides, workers, gpus, gpuTeraflops: gpuTflops });
      if (json) terminal.printJson(plan);
      else terminal.print(`${needsTable(plan)}\n`);
      if (!json && gpus !== undefined && gpus > 0 && gpuTflops === undefined) {
        terminal.progress.say(
          'each GPU is counted as this machine\u2019s engine; --gpu-tflops says what one keeps up',
        );
      }
    });
}
