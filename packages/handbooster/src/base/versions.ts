import { describeEngine } from '@handbooster/torch';
import { packageVersion } from './files/package-file.js';

/** What a result was made with, for the manifest and the report. */
export function versions(): Record<string, string> {
  return {
    handbooster: packageVersion(),
    libtorch: describeEngine().version,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
  };
}
