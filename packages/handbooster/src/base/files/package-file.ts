import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** From `src/base/files` and `dist/base/files` alike the package's folder is three up. */
const PACKAGE_FOLDER = new URL('../../../', import.meta.url);

/**
 * Absolute path of one of the package's own files or folders, for example `packageFile('assets/weights')`.
 */
export function packageFile(path: string): string {
  return fileURLToPath(new URL(path, PACKAGE_FOLDER));
}

/** The version of this package. */
export function packageVersion(): string {
  return JSON.parse(readFileSync(packageFile('package.json'), 'utf8')).version;
}
