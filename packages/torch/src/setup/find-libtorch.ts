import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { SetupError } from './setup-error.js';

/** Where a libtorch lies and how code must be compiled against it. */
export interface Libtorch {
  /** For example '1.13.0', as its own header says. */
  version: string;
  source: 'LIBTORCH' | 'python' | 'system';
  includeDirs: string[];
  libDir: string;
  /** Names to link, without 'lib' and '.so', CUDA's among them where the library has it. */
  libs: string[];
  /** The C++ standard that its headers need. */
  cxxStandard: 17 | 20;
  /** Whether it was compiled with libstdc++'s strings of 2011 (older pip wheels were not). */
  cxx11abi: boolean;
  /** Changes when the library is replaced: path, size and time of its main file. */
  identity: string;
}

/**
 * Finds a libtorch with headers: the folder in the environment variable LIBTORCH, else the one of a Python
 * that has torch, else the system's. Returns null when there is none; throws a SetupError when LIBTORCH is
 * set but wrong.
 */
export function findLibtorch(environment: NodeJS.ProcessEnv = process.env): Libtorch | null {
  const requested = environment.LIBTORCH;
  if (requested) {
    const root = resolve(requested);
    const found = fromRoot(root, 'LIBTORCH');
    if (found) return found;
    throw new SetupError(
      `LIBTORCH is '${requested}': expected a folder with include/ATen and lib/libtorch_cpu.so, found ` +
        `${existsSync(root) ? 'a folder without them' : 'nothing there'}. ` +
        `Point it at an unpacked libtorch or at the torch folder of a Python installation, or unset it.`,
    );
  }
  for (const root of pythonRoots()) {
    const found = fromRoot(root, 'python');
    if (found) return found;
  }
  return fromSystem();
}

/**
 * Describes the library under a root as pip and the libtorch archives lay it out, or null when it is none.
 */
function fromRoot(root: string, source: Libtorch['source']): Libtorch | null {
  return describe(join(root, 'include'), join(root, 'lib'), source);
}

function fromSystem(): Libtorch | null {
  const libraries = [
    '/usr/lib/x86_64-linux-gnu',
    '/usr/lib/aarch64-linux-gnu',
    '/usr/lib64',
    '/usr/lib',
    '/usr/local/lib',
  ];
  for (const libDir of libraries) {
    const include = libDir === '/usr/local/lib' ? '/usr/local/include' : '/usr/include';
    const found = describe(include, libDir, 'system');
    if (found) return found;
  }
  return null;
}

/**
 * Folders named torch that the machine's Pythons would import; asking does not import them, which takes
 * seconds.
 */
function pythonRoots(): string[] {
  const roots: string[] = [];
  const question =
    'import importlib.util as u; s = u.find_spec("torch"); print(s.origin if s and s.origin else "")';
  for (const python of ['python3', '/usr/bin/python3']) {
    try {
      const origin = execFileSync(python, ['-c', question], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        timeout: 20_000,
      }).trim();
      if (origin && !roots.includes(dirname(origin))) roots.push(dirname(origin));
    } catch {
      // No such Python, or one that cannot start: the next place is asked.
    }
  }
  return roots;
}

function describe(include: string, libDir: string, source: Libtorch['source']): Libtorch | null {
  const main = join(libDir, 'libtorch_cpu.so');
  const core = join(libDir, 'libc10.so');
  if (!existsSync(main) || !existsSync(core) || !existsSync(join(include, 'ATen', 'core', 'Tensor.h')))
    return null;
  const version = readVersion(include);
  if (!version) return null;
  const file = realpathSync(main);
  const { size, mtimeMs } = statSync(file);
  const directory = dirname(file);
  const libs = ['torch', 'torch_cpu', 'c10'];
  for (const cuda of ['torch_cuda', 'c10_cuda'])
    if (existsSync(join(libDir, `lib${cuda}.so`))) libs.push(cuda);
  const [major, minor] = version.split('.').map(Number);
  return {
    version,
    source,
    includeDirs: [include, join(include, 'torch', 'csrc', 'api', 'include')],
    libDir: existsSync(join(directory, 'libc10.so')) ? directory : libDir,
    libs,
    // The headers ask for C++20 since 2.10; earlier ones are tested as C++17.
    cxxStandard: major > 2 || (major === 2 && minor >= 10) ? 20 : 17,
    cxx11abi: usesCxx11Strings(core),
    identity: `${file}:${size}:${Math.trunc(mtimeMs)}`,
  };
}

function readVersion(include: string): string | null {
  const headers = ['torch/headeronly/version.h', 'torch/csrc/api/include/torch/version.h'];
  for (const header of headers) {
    const path = join(include, header);
    if (!existsSync(path)) continue;
    const text = readFileSync(path, 'utf8');
    const parts = ['MAJOR', 'MINOR', 'PATCH'].map(
      (part) => new RegExp(`#define TORCH_VERSION_${part} (\\d+)`).exec(text)?.[1],
    );
    if (parts.every((part) => part !== undefined)) return parts.join('.');
  }
  return null;
}

/** c10::Error's constructor takes a std::string: its exported name shows which of the two kinds. */
function usesCxx11Strings(core: string): boolean {
  return !readFileSync(core).includes('_ZN3c105ErrorC1ENS_14SourceLocationESs');
}
