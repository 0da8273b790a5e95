import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './source-graph.js';

/** A package of others, as the lock file has it. */
export interface LockedPackage {
  name: string;
  version: string;
  license: string;
  /** True for what only building and testing need. */
  isDev: boolean;
  hasInstallScript: boolean;
  integrity: string | undefined;
}

type LockEntry = Partial<LockedPackage> & { dev?: boolean; devOptional?: boolean; link?: boolean };

/** Every package that `npm ci` may install, in order of names and versions. */
export function lockedPackages(): LockedPackage[] {
  const lock = JSON.parse(readFileSync(join(repositoryRoot, 'package-lock.json'), 'utf8'));
  const found = new Map<string, LockedPackage>();
  for (const [path, entry] of Object.entries(lock.packages as Record<string, LockEntry>)) {
    const at = path.lastIndexOf('node_modules/');
    if (at < 0 || entry.link) continue;
    const name = path.slice(at + 'node_modules/'.length);
    const { version = '', license = '', hasInstallScript = false, integrity } = entry;
    const isDev =
      (entry.dev ?? entry.devOptional ?? false) && (found.get(`${name}@${version}`)?.isDev ?? true);
    found.set(`${name}@${version}`, { name, version, license, isDev, hasInstallScript, integrity });
  }
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, locked]) => locked);
}

/** docs/reference/licences.md. */
export function licenceTable(): string {
  const rows = (isDev: boolean) =>
    lockedPackages()
      .filter((locked) => locked.isDev === isDev)
      .map(({ name, version, license }) => `| ${name} | ${version} | ${license} |`);
  const head = ['| package | version | licence |', '|---|---|---|'];
  return [
    '# Licences of what is used',
    '',
    'From `package-lock.json`, by `npm run licences`; `npm run sbom` prints the same packages as a bill of materials (CycloneDX).',
    'libtorch and OpenBLAS come from the system and are licensed under BSD terms.',
    '',
    '## Installed with the product',
    '',
    ...head,
    ...rows(false),
    '',
    '## For building and testing alone',
    '',
    ...head,
    ...rows(true),
    '',
  ].join('\n');
}
