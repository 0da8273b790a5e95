import { native } from '../native.js';

export interface MemoryCount {
  /** Live tensors of this thread. */
  tensors: number;
  /** Bytes of the distinct memory blocks behind them. */
  bytes: number;
  /** Bytes of tensors outside scopes that were not kept. */
  unscopedBytes: number;
}

/** What this thread's tensors hold now. */
export function memory(): MemoryCount {
  const [tensors, bytes, unscopedBytes] = native().memory();
  return { tensors, bytes, unscopedBytes };
}
