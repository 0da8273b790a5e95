import type { ProcessGroup } from '../distributed/process-group.js';
import { BatchNorm } from './layers/batch-norm.js';
import type { Module } from './module.js';

/**
 * Lets every batch normalisation of a module take its mean and variance over the batches of all ranks, as one
 * process would with the whole batch; null for this process's own batch again. In evaluation nothing changes:
 * running statistics are used, which are then the same on every rank.
 */
export function shareBatchStatistics(module: Module, group: ProcessGroup | null): void {
  for (const part of module.modules()) if (part instanceof BatchNorm) part.shareStatistics(group);
}
