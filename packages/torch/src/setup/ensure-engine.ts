import { existsSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildAddon, hashSources } from './build-addon.js';
import { type EngineInfo, readEngineInfo } from './engine-paths.js';
import { findLibtorch } from './find-libtorch.js';
import { installLibtorch } from './install-libtorch.js';
import { SetupError } from './setup-error.js';

export interface EnsureEngineOptions {
  /** Whether a missing libtorch may be installed with apt-get. */
  install?: boolean;
  /** Told what is being done, line by line; silent when nothing is. */
  log?: (line: string) => void;
  /** Told now and then how far an installation is; `log` where it is left out. */
  progress?: (line: string) => void;
}

export const ENSURE_ENGINE_DEFAULTS: Required<Pick<EnsureEngineOptions, 'install' | 'log'>> = {
  install: true,
  log: () => {},
};

/**
 * Makes the engine ready: finds libtorch, installs it where it may, compiles the addon. When all that was
 * done before it only compares hashes and file times, a few milliseconds. Throws a SetupError that says what
 * to do.
 */
export async function ensureEngine(options: EnsureEngineOptions = {}): Promise<EngineInfo> {
  const { install, log, progress = log } = { ...ENSURE_ENGINE_DEFAULTS, ...options };
  const known = readEngineInfo();
  if (known && known.sources === hashSources() && unchanged(known)) return known;
  let libtorch = findLibtorch();
  if (!libtorch && install) {
    await installLibtorch({ log, progress });
    libtorch = findLibtorch();
  }
  if (!libtorch) {
    throw new SetupError(
      'No libtorch with headers was found: looked at LIBTORCH, the torch of python3 and /usr/include with /usr/lib. ' +
        'Run `handbooster setup` to install it, or set LIBTORCH to the folder of one.',
    );
  }
  return buildAddon(libtorch, log, progress);
}

function unchanged(known: EngineInfo): boolean {
  const main = join(known.libDir, 'libtorch_cpu.so');
  if (!existsSync(main)) return false;
  const file = realpathSync(main);
  const { size, mtimeMs } = statSync(file);
  return known.identity === `${file}:${size}:${Math.trunc(mtimeMs)}`;
}
