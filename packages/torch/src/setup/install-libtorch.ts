import { spawn, spawnSync } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { writableBuildRoot } from './engine-paths.js';
import { SetupError } from './setup-error.js';

/**
 * Debian and Ubuntu packages: the library with headers, an optimised BLAS, and Gloo's headers for process
 * groups.
 */
export const LIBTORCH_PACKAGES = ['libtorch-dev', 'libopenblas0-pthread', 'libgloo-dev'] as const;

const ELSEWHERE =
  'Or install PyTorch for python3 (pip install torch), or unpack a libtorch archive and set LIBTORCH to its folder.';

/** Seconds that another apt-get or dpkg of this machine may take before ours. */
const PATIENCE = 600;
/** Milliseconds between two words about progress. */
const INTERVAL = 3000;

export interface InstallLibtorchOptions {
  /** Told what is about to be done, line by line. */
  log?: (line: string) => void;
  /** Told how far it is, every three seconds. */
  progress?: (line: string) => void;
  /** Where apt-get's own messages go. */
  logFile?: string;
}

/**
 * Installs the system's libtorch with apt-get, as root or through sudo, and says before how much that is.
 * Another apt-get at work is waited for. Throws a SetupError with the exact command when neither is possible
 * or the installation fails.
 */
export async function installLibtorch(options: InstallLibtorchOptions = {}): Promise<void> {
  const log = options.log ?? (() => {});
  const logFile = options.logFile ?? join(writableBuildRoot(), 'apt.log');
  const install = ['apt-get', 'install', '--yes', '--no-install-recommends', ...LIBTORCH_PACKAGES];
  const byHand = `sudo ${install.join(' ')}`;
  if (!succeeds('apt-get', ['--version'])) {
    throw new SetupError(
      `No libtorch was found, and this system has no apt-get to install it with. ${ELSEWHERE}`,
    );
  }
  const root = process.getuid?.() === 0;
  const interactive = process.stdin.isTTY === true;
  const sudo = root ? [] : interactive ? ['sudo'] : ['sudo', '-n'];
  if (!root && !succeeds('sudo', interactive ? ['--version'] : ['-n', 'true'])) {
    throw new SetupError(
      `No libtorch was found. Install it with\n  ${byHand}\nand run this again. ${ELSEWHERE}`,
    );
  }
  mkdirSync(dirname(logFile), { recursive: true });
  const apt = new AptGet(
    [...sudo, 'env', 'DEBIAN_FRONTEND=noninteractive', 'LC_ALL=C'],
    logFile,
    options.progress,
  );
  await apt.update();
  const { packages, size } = planned();
  log(`installing ${LIBTORCH_PACKAGES.join(' ')} with apt-get${size}; its messages go to ${logFile}`);
  if (!(await apt.run(install, packages))) {
    const last = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-15).join('\n  ');
    throw new SetupError(
      `apt-get could not install libtorch. The end of ${logFile}:\n  ${last}\nBy hand:\n  ${byHand}\n${ELSEWHERE}`,
    );
  }
}

/** How many packages would be installed, and their sizes in words; nothing where apt-get does not say. */
function planned(): { packages: number; size: string } {
  const args = ['install', '--assume-no', '--no-install-recommends', ...LIBTORCH_PACKAGES];
  const { stdout } = spawnSync('apt-get', args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  const packages = Number(/(\d+) newly installed/.exec(stdout)?.[1] ?? 0);
  const download = /Need to get ([\d.,]+ \w+)/.exec(stdout)?.[1];
  const disk = /After this operation, ([\d.,]+ \w+) of additional disk space/.exec(stdout)?.[1];
  const size = download && disk ? ` (${packages} packages, ${download} to fetch, ${disk} on disk)` : '';
  return { packages, size };
}

/** Runs apt-get with its messages in a file. */
class AptGet {
  readonly #before: string[];
  readonly #logFile: string;
  readonly #progress: (line: string) => void;

  constructor(before: string[], logFile: string, progress: (line: string) => void = () => {}) {
    this.#before = before;
    this.#logFile = logFile;
    this.#progress = progress;
  }

  /**
   * Fetches the lists of packages. They may be missing or old; a failure here shows itself in the
   * installation.
   */
  async update(): Promise<void> {
    const end = Date.now() + 1000 * PATIENCE;
    // apt-get waits for dpkg's lock as told, but not for that of the lists.
    do {
      if (await this.run(['apt-get', 'update'], 0)) return;
      await sleep(1000);
    } while (/Could not get lock/.test(readFileSync(this.#logFile, 'utf8')) && Date.now() < end);
  }

  /**
   * Whether it ended well. `packages` is how many will be installed: each is fetched, unpacked and set up.
   */
  run([command, ...args]: string[], packages: number): Promise<boolean> {
    const words = [...this.#before, command, '-o', `DPkg::Lock::Timeout=${PATIENCE}`, ...args];
    const child = spawn(words[0], words.slice(1), { stdio: ['inherit', 'pipe', 'pipe'] });
    const file = createWriteStream(this.#logFile);
    let [steps, at] = [0, 'starting'];
    const note = (line: string) => {
      file.write(`${line}\n`);
      if (!/^(Get:|Hit:|Unpacking |Setting up )/.test(line)) return;
      steps++;
      at = line.replace(/^(Get|Hit):\d+ \S+ \S+ /, 'fetching ').slice(0, 60);
    };
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', note);
    const timer = setInterval(() => {
      const share = packages > 0 ? `${Math.min(99, Math.floor((100 * steps) / (3 * packages)))}%, ` : '';
      this.#progress(`apt-get: ${share}${at}`);
    }, INTERVAL);
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => {
        clearInterval(timer);
        file.end(() => resolve(code === 0));
      });
    });
  }
}

function succeeds(command: string, args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}
