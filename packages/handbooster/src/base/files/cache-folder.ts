import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where distance grids of objects are kept between runs: beside the built engine, in the user's cache. */
export function distanceCache(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'handbooster', 'distance');
}
