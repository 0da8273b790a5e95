import { realpathSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';

/**
 * The real place of a path below a folder, links resolved; null where there is nothing, or where it lies
 * outside, be it by dots or by a link.
 *
 * @param path as it was asked for, decoded.
 */
export function confinedPath(folder: string, path: string): string | null {
  if (path.includes('\0') || isAbsolute(path)) return null;
  try {
    const root = realpathSync(folder);
    const file = realpathSync(join(root, path));
    const inside = relative(root, file);
    return inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside) ? null : file;
  } catch {
    return null;
  }
}
