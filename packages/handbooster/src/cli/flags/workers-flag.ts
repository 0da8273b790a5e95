import type { TypedFlag } from './typed-flag.js';
import { wholeNumberFlag } from './whole-number-flag.js';

/** `--workers <count>`: threads beside the main one. */
export function workersFlag(fallback?: number): TypedFlag<number> {
  const note = fallback === undefined ? ' (default: the number of cores)' : '';
  return wholeNumberFlag('--workers <count>', `worker threads${note}; no result depends on it`, {
    most: 1024,
    fallback,
  });
}
