import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { InputError } from '../../base/errors/input-error.js';
import { wholeNumberFlag } from '../flags/whole-number-flag.js';
import type { Terminal } from '../terminal/terminal.js';

/** The studio builds on this package, so it is looked up by name when it is wanted, and may be left out. */
const STUDIO_PACKAGE = '@handbooster/studio';
const PORT = 8420;

interface Studio {
  serveStudio(options: {
    folders: string[];
    port: number;
    publicUrl?: string;
    complain?(text: string): void;
  }): Promise<{ link: string; tunnel: string }>;
}

interface StudioFlags {
  runs: string;
  port: number;
  publicUrl?: string;
}

export function studioCommand(terminal: Terminal): Command {
  return new Command('studio')
    .argument('[folders...]', 'runs, datasets, or folders that have them, beside those of --runs')
    .option('--runs <folder>', 'folder of the runs', 'runs')
    .addOption(
      wholeNumberFlag('--port <number>', 'port on this machine; 0 for any that is free', {
        least: 0,
        most: 65535,
        fallback: PORT,
      }),
    )
    .option('--public-url <address>', 'where a proxy serves it, with its path; without one it serves itself')
    .action(async (folders: string[], { runs, port, publicUrl }: StudioFlags) => {
      const missing = folders.find((folder) => !existsSync(folder));
      if (missing !== undefined) {
        throw new InputError(
          `${missing}: no such folder; expected a run, a dataset, or a folder that has them`,
        );
      }
      const studio: Studio = await import(STUDIO_PACKAGE).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
        throw new InputError(`the browser side is not installed: npm install ${STUDIO_PACKAGE}`);
      });
      const { link, tunnel } = await studio
        .serveStudio({
          folders: [runs, ...folders],
          port,
          publicUrl,
          complain: (text) => terminal.progress.say(text),
        })
        .catch((error) => {
          throw inWords(error, port);
        });
      terminal.print(`${link}\n`);
      terminal.print(`From another machine: ${tunnel}, then open the same address there. Ctrl-C ends it.\n`);
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
