import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { licenceTable, lockedPackages } from './support/licence-table.js';
import { repositoryRoot } from './support/source-graph.js';

/**
 * Terms under which the product may be used, changed and sold with what it is made of; libraries under LGPL
 * stay files apart.
 */
const TERMS = new Set(
  '0BSD Apache-2.0 BlueOak-1.0.0 BSD-2-Clause BSD-3-Clause CC0-1.0 ISC LGPL-3.0-or-later MIT MPL-2.0 Python-2.0 Unlicense'.split(
    ' ',
  ),
);

/**
 * Packages with a script that npm would run at installation; set-up runs none (`npm ci --ignore-scripts`),
 * and none is needed.
 */
const WITH_SCRIPTS: Record<string, string> = {
  esbuild: 'checks that its program, a package of its own, runs',
  protobufjs: 'prints advice about version ranges',
};

it('no dependency has to run a script to be installed', () => {
  const scripted = lockedPackages().filter(({ hasInstallScript }) => hasInstallScript);
  expect(scripted.map(({ name }) => name).sort()).toEqual(Object.keys(WITH_SCRIPTS).sort());
  expect(scripted.every(({ isDev }) => isDev)).toBe(true);
  expect(readFileSync(join(repositoryRoot, 'scripts/setup.mjs'), 'utf8')).toContain("'--ignore-scripts'");
});

it('every package is fixed by a hash, and every licence is one that may be combined', () => {
  const packages = lockedPackages();
  expect(packages.length).toBeGreaterThan(100);
  expect(
    packages.filter(({ integrity }) => !/^sha512-/.test(integrity ?? '')).map(({ name }) => name),
  ).toEqual([]);
  const unknown = packages.filter(
    ({ license }) =>
      !license
        .replace(/[()]/g, '')
        .split(/ AND | OR /)
        .every((term) => TERMS.has(term)),
  );
  expect(unknown.map(({ name, license }) => `${name}: ${license}`)).toEqual([]);
});

it('the list of licences is that of the lock file (npm run licences writes it)', () => {
  expect(readFileSync(join(repositoryRoot, 'docs/reference/licences.md'), 'utf8')).toBe(licenceTable());
});

it('the bill of materials names what the lock file installs', () => {
  const text = execFileSync('npm', ['run', '--silent', 'sbom'], {
    cwd: repositoryRoot,
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  const { bomFormat, components } = JSON.parse(text) as {
    bomFormat: string;
    components: { name: string; version: string; purl: string }[];
  };
  expect(bomFormat).toBe('CycloneDX');
  const named = new Set(
    components.map(({ purl }) => decodeURIComponent(purl.replace(/^pkg:npm\//, '').split('?')[0])),
  );
  const needed = lockedPackages();
  expect(
    needed.filter(({ name, version }) => !named.has(`${name}@${version}`)).map(({ name }) => name),
  ).toEqual([]);
});
