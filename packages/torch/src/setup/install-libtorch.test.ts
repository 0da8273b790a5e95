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

describe('installLibtorch', () => {
  it('installs the packages without recommended ones, through sudo where not root', () => {
    process.env.PATH = `${folder}:${PATH}`;
    pretend('apt-get', 'exit 0');
    pretend('sudo', 'while [ "$1" = -n ]; do shift; done; exec "$@"');
    const lines: string[] = [];
    installLibtorch((line) => lines.push(line));
    expect(calls()).toMatch(/apt-get update/);
    expect(calls()).toContain(`apt-get install --yes --no-install-recommends ${LIBTORCH_PACKAGES.join(' ')}`);
    expect(/^sudo/m.test(calls())).toBe(!isRoot);
    expect(lines.length).toBe(1);
  });

  it('gives the exact command when the installation fails', () => {
    process.env.PATH = `${folder}:${PATH}`;
    pretend('apt-get', 'case "$*" in *install*) exit 100;; esac');
    pretend('sudo', 'while [ "$1" = -n ]; do shift; done; exec "$@"');
    expect(() => installLibtorch()).toThrow(
      /sudo apt-get install --yes --no-install-recommends libtorch-dev libopenblas0-pthread libgloo-dev/,
    );
  });

  it('says what else to do where there is no apt-get', () => {
    process.env.PATH = folder;
    expect(() => installLibtorch()).toThrow(/no apt-get.*pip install torch.*LIBTORCH/s);
  });
});
