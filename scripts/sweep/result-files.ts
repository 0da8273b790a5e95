import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Tell of time: logs, the manifest's seconds and the report that quotes them, locks. */
const NO_RESULT = /(^|\/)(log|validation)\.jsonl$|tfevents|^manifest\.json$|^report\/index\.html$|^\.lock/;

/** SHA-256 of every file of a run that is a result, by its name. */
export function resultFiles(run: string): Map<string, string> {
  const files = readdirSync(run, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const names = files.map((entry) => relative(run, join(entry.parentPath, entry.name)));
  return new Map(
    names
      .filter((name) => !NO_RESULT.test(name))
      .sort()
      .map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(run, name)))
          .digest('hex'),
      ]),
  );
}

/** Names of files that only one has, or that have other bytes. */
export function differentFiles(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name));
}
