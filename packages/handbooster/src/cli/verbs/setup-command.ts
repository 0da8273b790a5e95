import { ensureEngine } from '@handbooster/torch/setup';
import { Command } from 'commander';
import type { Terminal } from '../terminal/terminal.js';

export function setupCommand(terminal: Terminal): Command {
  return new Command('setup')
    .option('--no-install', 'do not install libtorch; say what to install')
    .action(async (flags: { install: boolean }) => {
      const log = (line: string) => terminal.progress.say(`setup: ${line}`);
      const engine = await ensureEngine({ install: flags.install, log });
      terminal.print(`libtorch ${engine.version} from ${engine.source}\n`);
    });
}
