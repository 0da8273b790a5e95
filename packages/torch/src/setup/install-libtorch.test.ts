import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installLibtorch, LIBTORCH_PACKAGES } from './install-libtorch.js';

const { PATH } = process.env;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'torch-install-'));
});
afterEach(() => {
  process.env.PATH = PATH;
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a command first in PATH that notes its arguments and ends as told. */
function pretend(command: string, script: string): void {
  const path = join(folder, command);
  writeFileSync(path, `#!/bin/sh\necho "${command} $*" >> ${join(folder, 'log')}\n${script}\n`);
  chmodSync(path, 0o755);
}

const calls = () => (existsSync(join(folder, 'log')) ? readFileSync(join(folder, 'log'), 'utf8') : '');
const isRoot = process.getuid?.() === 0;

const SUDO = 'while [ "$1" = -n ]; do shift; done; exec "$@"';
const PLAN = [
  '0 upgraded, 3 newly installed, 0 to remove and 0 not upgraded.',
  'Need to get 104 MB of archives.',
  'After this operation, 569 MB of additional disk space will be used.',
].join('\n');
const install = (log?: (line: string) => void, progress?: (line: string) => void) =>
  installLibtorch({ log, progress, logFile: join(folder, 'apt.log') });

describe('installLibtorch', () => {
  it('installs the packages without recommended ones, through sudo where not root', async () => {
    process.env.PATH = `${folder}:${PATH}`;
    pretend(
      'apt-get',
      `case "$*" in *--assume-no*) echo '${PLAN}'; exit 1;; *) echo Setting up things;; esac`,
    );
    pretend('sudo', SUDO);
    const lines: string[] = [];
    await install((line) => lines.push(line));
    expect(calls()).toMatch(/apt-get .*update/);
    expect(calls()).toMatch(
      new RegExp(`apt-get .*install --yes --no-install-recommends ${LIBTORCH_PACKAGES.join(' ')}`),
    );
    expect(/^sudo/m.test(calls())).toBe(!isRoot);
    expect(lines).toEqual([expect.stringMatching(/3 packages, 104 MB to fetch, 569 MB on disk.*apt\.log$/)]);
    expect(readFileSync(join(folder, 'apt.log'), 'utf8')).toBe('Setting up things\n');
  });

  it('says how far it is while it takes long', async () => {
    process.env.PATH = `${folder}:${PATH}`;
    const work = 'echo "Get:1 http://mirror stable/main libtorch-dev"; sleep 4';
    pretend('apt-get', `case "$*" in *--assume-no*) echo '${PLAN}'; exit 1;; *--yes*) ${work};; esac`);
    pretend('sudo', SUDO);
    const lines: string[] = [];
    await install(undefined, (line) => lines.push(line));
    // Once, or on a busy machine more often.
    expect([...new Set(lines)]).toEqual(['apt-get: 11%, fetching libtorch-dev']);
  });

  it('waits for another apt-get that holds the lists', async () => {
    process.env.PATH = `${folder}:${PATH}`;
    const busy = 'echo "E: Could not get lock /var/lib/apt/lists/lock" >&2; exit 100';
    pretend(
      'apt-get',
      `case "$*" in *update*) [ -e ${folder}/once ] || { touch ${folder}/once; ${busy}; };; esac`,
    );
    pretend('sudo', SUDO);
    await install();
    expect(calls().match(/apt-get .*update/g)?.length).toBeGreaterThanOrEqual(2);
    expect(calls()).toMatch(/Lock::Timeout=600 install/);
  });

  it('gives the exact command and the last messages when the installation fails', async () => {
    process.env.PATH = `${folder}:${PATH}`;
    pretend('apt-get', 'case "$*" in *install*) echo E: no such package; exit 100;; esac');
    pretend('sudo', SUDO);
    await expect(install()).rejects.toThrow(
      /E: no such package.*sudo apt-get install --yes --no-install-recommends libtorch-dev libopenblas0-pthread libgloo-dev/s,
    );
  });

  it('says what else to do where there is no apt-get', async () => {
    process.env.PATH = folder;
    await expect(install()).rejects.toThrow(/no apt-get.*pip install torch.*LIBTORCH/s);
  });
});
