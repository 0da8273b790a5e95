import { readFileSync } from 'node:fs';
import { describeEngine } from '@handbooster/torch';

/** The version of this package. */
export function packageVersion(): string {
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;
}

/** What a result was made with, for the manifest and the report. */
export function versions(): Record<string, string> {
  return {
    handbooster: packageVersion(),
    libtorch: describeEngine().version,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
  };
}
