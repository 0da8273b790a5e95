import { ensureEngine } from '@handbooster/torch/setup';
import { Command } from 'commander';

export function setupCommand(): Command {
  return new Command('setup')
    .description('Find or install libtorch and build the addon for it')
    .option('--no-install', 'do not install libtorch; say what to install')
    .action(async (flags: { install: boolean }) => {
      const log = (line: string) => process.stderr.write(`setup: ${line}\n`);
      const engine = await ensureEngine({ install: flags.install, log });
      process.stdout.write(`libtorch ${engine.version} from ${engine.source}\n`);
    });
}
