import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package's own folder, from sources and from compiled files alike. */
export const PACKAGE_ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** What a built addon is: the libtorch it was compiled against, and its file. */
export interface EngineInfo {
  version: string;
  source: 'LIBTORCH' | 'python' | 'system';
  includeDirs: string[];
  libDir: string;
  libs: string[];
  cxxStandard: 17 | 20;
  cxx11abi: boolean;
  identity: string;
  /** Path of the compiled addon. */
  addon: string;
  /** Hash of the native sources it was compiled from. */
  sources: string;
  /** The value of LIBTORCH at the time, null when unset. */
  requested: string | null;
}

/** Folders that may hold built addons, the preferred one first: the package's own, else the user's cache. */
export function buildRoots(): string[] {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return [join(PACKAGE_ROOT, 'build'), join(cache, 'handbooster', 'torch')];
}

/** The first build folder that can be written. */
export function writableBuildRoot(): string {
  for (const root of buildRoots()) {
    try {
      accessSync(existsSync(root) ? root : dirname(root), constants.W_OK);
      return root;
    } catch {
      // Installed read-only: the cache is next.
    }
  }
  return buildRoots().at(-1)!;
}

/**
 * Reads the record of the addon in use, or null. LIBTORCH in the environment asks for one built against that
 * folder.
 */
export function readEngineInfo(environment: NodeJS.ProcessEnv = process.env): EngineInfo | null {
  const requested = environment.LIBTORCH ? resolve(environment.LIBTORCH) : null;
  for (const root of buildRoots()) {
    const path = join(root, pointerName(requested));
    if (!existsSync(path)) continue;
    try {
      const info = JSON.parse(readFileSync(path, 'utf8')) as EngineInfo;
      if (existsSync(info.addon)) return info;
    } catch {
      // A damaged record counts as none: set-up writes it again.
    }
  }
  return null;
}

/** `current.json` is the default engine; a requested folder has a record of its own beside it. */
export function pointerName(requested: string | null): string {
  if (!requested) return 'current.json';
  return `current-${requested.replace(/[^A-Za-z0-9.]+/g, '_').slice(-150)}.json`;
}
