import { spawnSync } from 'node:child_process';
import { SetupError } from './setup-error.js';

/** Debian and Ubuntu packages: the library with headers, an optimised BLAS, and Gloo's headers for process groups. */
export const LIBTORCH_PACKAGES = ['libtorch-dev', 'libopenblas0-pthread', 'libgloo-dev'] as const;

const ELSEWHERE =
  'Or install PyTorch for python3 (pip install torch), or unpack a libtorch archive and set LIBTORCH to its folder.';

/**
 * Installs the system's libtorch with apt-get, as root or through sudo. Throws a SetupError with the exact command
 * when neither is possible or the installation fails.
 */
export function installLibtorch(log: (line: string) => void = () => {}): void {
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
  log(`installing ${LIBTORCH_PACKAGES.join(' ')} with apt-get (about 100 MB)`);
  // Package lists may be missing or old; a failure here shows itself in the installation.
  run([...sudo, 'apt-get', 'update']);
  if (!run([...sudo, 'env', 'DEBIAN_FRONTEND=noninteractive', ...install])) {
    throw new SetupError(
      `apt-get could not install libtorch; its messages are above. By hand:\n  ${byHand}\n${ELSEWHERE}`,
    );
  }
}

function succeeds(command: string, args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

function run([command, ...args]: string[]): boolean {
  // apt-get's report goes to stderr, so that a command's own output stays clean.
  return spawnSync(command, args, { stdio: ['inherit', 2, 2] }).status === 0;
}
