import { Command } from 'commander';
import { InputError } from '../../base/errors/input-error.js';
import { wholeNumberFlag } from '../flags/whole-number-flag.js';
import type { Terminal } from '../terminal/terminal.js';

/** The studio builds on this package, so it is looked up by name when it is wanted, and may be left out. */
const STUDIO_PACKAGE = '@handbooster/studio';
const PORT = 8420;

interface Studio {
  serveRuns(options: { folder: string; port: number }): Promise<{ url: string }>;
}

export function studioCommand(terminal: Terminal): Command {
  return new Command('studio')
    .option('--runs <folder>', 'folder of the runs', 'runs')
    .addOption(
      wholeNumberFlag('--port <number>', 'port on this machine; 0 for any that is free', {
        least: 0,
        most: 65535,
        fallback: PORT,
      }),
    )
    .action(async ({ runs, port }: { runs: string; port: number }) => {
      const studio: Studio = await import(STUDIO_PACKAGE).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
        throw new InputError(`the browser side is not installed: npm install ${STUDIO_PACKAGE}`);
      });
      const { url } = await studio.serveRuns({ folder: runs, port }).catch((error) => {
        throw inWords(error, port);
      });
      terminal.print(`${url}\n`);
    });
}

/** Why a port cannot be had. */
function inWords(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new InputError(
      `--port: another program listens on ${port}, maybe another studio; give another port, or --port 0 for any that is free`,
    );
  }
  if (error.code === 'EACCES') {
    return new InputError(`--port: you may not listen on ${port}; give a port from 1024, or --port 0`);
  }
  return error;
}
