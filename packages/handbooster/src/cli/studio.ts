import { Command } from 'commander';
import { InputError } from '../base/errors/input-error.js';

/** The studio builds on this package, so it is looked up by name when it is wanted, and may be left out. */
const STUDIO_PACKAGE = '@handbooster/studio';

interface Studio {
  serveRuns(options: { folder: string; port: number }): Promise<{ url: string }>;
}

export function studioCommand(): Command {
  return new Command('studio')
    .description('Show the runs of a folder in a browser')
    .option('--runs <folder>', 'folder of the runs', 'runs')
    .option('--port <number>', 'port on this machine', '8420')
    .action(async (flags: { runs: string; port: string }) => {
      const studio: Studio = await import(STUDIO_PACKAGE).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
        throw new InputError(`the browser side is not installed: npm install ${STUDIO_PACKAGE}`);
      });
      const { url } = await studio.serveRuns({ folder: flags.runs, port: Number(flags.port) });
      process.stdout.write(`${url}\n`);
    });
}
