import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, freemem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import {
  type EngineInfo,
  PACKAGE_ROOT,
  pointerName,
  readEngineInfo,
  writableBuildRoot,
} from './engine-paths.js';
import type { Libtorch } from './find-libtorch.js';
import { SetupError } from './setup-error.js';

const NATIVE = join(PACKAGE_ROOT, 'native');
/** Milliseconds between two words about progress. */
const INTERVAL = 3000;

/** What a fault in memory is found by, or stopped at, before it is used. */
const HARDENED = {
  compile: [
    '-D_FORTIFY_SOURCE=2',
    '-D_GLIBCXX_ASSERTIONS',
    '-fstack-protector-strong',
    '-fstack-clash-protection',
    '-Wformat',
    '-Werror=format-security',
    ...(process.arch === 'x64' ? ['-fcf-protection=full'] : []),
  ],
  link: ['-Wl,-z,relro', '-Wl,-z,now', '-Wl,-z,noexecstack'],
};
/** For trials alone: every access to memory is checked. */
const SANITIZED = {
  compile: ['-fsanitize=address', '-fno-omit-frame-pointer', '-g1'],
  link: ['-fsanitize=address'],
};

/** Hash of everything the addon is compiled from, besides libtorch. */
export function hashSources(): string {
  const hash = createHash('sha256').update(JSON.stringify(HARDENED));
  for (const name of readdirSync(NATIVE).sort()) {
    if (/\.(cpp|h)$/.test(name)) hash.update(`${name}\0`).update(readFileSync(join(NATIVE, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

/**
 * Compiles the addon against a libtorch and makes it the current one. Does nothing when that was done before:
 * builds are named by the hash of sources, library and compiler options.
 *
 * @param log told what is about to be done
 * @param progress told every three seconds how far it is
 */
export async function buildAddon(
  libtorch: Libtorch,
  log: (line: string) => void = () => {},
  progress: (line: string) => void = () => {},
): Promise<EngineInfo> {
  const sources = hashSources();
  const key = createHash('sha256')
    .update(JSON.stringify([sources, libtorch]))
    .digest('hex')
    .slice(0, 12);
  const root = writableBuildRoot();
  const folder = join(root, `${libtorch.version}-${key}`);
  const addon = join(folder, 'torch.node');
  if (!existsSync(addon)) {
    log(
      `compiling the addon against libtorch ${libtorch.version} in ${libtorch.libDir} (about half a minute)`,
    );
    const started = performance.now();
    const say = () => progress(`compiling: ${((performance.now() - started) / 1000).toFixed(0)} s`);
    const timer = setInterval(say, INTERVAL);
    await compile(libtorch, addon, HARDENED).finally(() => clearInterval(timer));
  }
  const requested = process.env.LIBTORCH ? resolve(process.env.LIBTORCH) : null;
  const info: EngineInfo = { ...libtorch, addon, sources, requested };
  const pointer = join(root, pointerName(requested));
  const before = readEngineInfo();
  const temporary = `${pointer}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(info, null, 2)}\n`);
  renameSync(temporary, pointer);
  // The build that this one replaces; a process that has it loaded keeps it.
  if (
    before &&
    before.addon !== addon &&
    dirname(dirname(before.addon)) === root &&
    before.identity === info.identity
  ) {
    rmSync(dirname(before.addon), { recursive: true, force: true });
  }
  return info;
}

/** Compiles the addon under AddressSanitizer into a folder of its own. @returns its path */
export async function buildSanitizedAddon(libtorch: Libtorch, folder: string): Promise<string> {
  const addon = join(folder, 'torch.node');
  await compile(libtorch, addon, SANITIZED);
  return addon;
}

async function compile(
  libtorch: Libtorch,
  addon: string,
  flags: { compile: readonly string[]; link: readonly string[] },
): Promise<void> {
  const compiler = process.env.CXX || 'g++';
  if (spawnSync(compiler, ['--version'], { stdio: 'ignore' }).status !== 0) {
    throw new SetupError(
      `No C++ compiler: '${compiler}' does not run. Install one (sudo apt-get install --yes g++) or set CXX.`,
    );
  }
  // Objects go to a folder of this process, so that two set-ups at once cannot mix theirs.
  const work = join(dirname(addon), `objects-${process.pid}`);
  mkdirSync(work, { recursive: true });
  try {
    const headers: { include_dir: string } = createRequire(import.meta.url)('node-api-headers');
    const options = [
      `-std=c++${libtorch.cxxStandard}`,
      '-O2',
      '-fPIC',
      '-fvisibility=hidden',
      ...flags.compile,
      `-D_GLIBCXX_USE_CXX11_ABI=${libtorch.cxx11abi ? 1 : 0}`,
      `-I${headers.include_dir}`,
      // The system's own folder is searched anyway, and naming it would change the order.
      ...libtorch.includeDirs.filter((dir) => dir !== '/usr/include').flatMap((dir) => ['-isystem', dir]),
    ];
    const files = readdirSync(NATIVE).filter((name) => name.endsWith('.cpp'));
    const objects = files.map((name) => join(work, name.replace(/\.cpp$/, '.o')));
    const waiting = files.map(
      (name, i) => () => run(compiler, [...options, '-c', join(NATIVE, name), '-o', objects[i]]),
    );
    // Each compilation takes about 0.7 GB.
    const atOnce = Math.max(1, Math.min(availableParallelism(), files.length, Math.floor(freemem() / 0.8e9)));
    const worker = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await next();
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    const temporary = join(work, 'torch.node');
    await run(compiler, [
      '-shared',
      ...flags.link,
      '-o',
      temporary,
      ...objects,
      `-L${libtorch.libDir}`,
      `-Wl,-rpath,${libtorch.libDir}`,
      // CUDA's libraries register themselves when loaded; nothing of ours names a symbol of theirs.
      '-Wl,--no-as-needed',
      ...libtorch.libs.map((name) => `-l${name}`),
    ]);
    renameSync(temporary, addon);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function run(command: string, args: string[]): Promise<void> {
  return new Promise((done, refuse) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let messages = '';
    child.stderr.on('data', (chunk) => {
      if (messages.length < 20_000) messages += chunk;
    });
    child.on('error', refuse);
    child.on('close', (code, signal) => {
      if (code === 0) return done();
      const reason = signal ? `was ended by ${signal} (out of memory?)` : `failed with ${code}`;
      refuse(new SetupError(`Compiling the addon ${reason}:\n  ${command} ${args.join(' ')}\n${messages}`));
    });
  });
}
