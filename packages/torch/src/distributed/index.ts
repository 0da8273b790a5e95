export { DataParallel } from './data-parallel.js';
export { DistributedError } from './distributed-error.js';
export {
  GRADIENT_BUCKETS_DEFAULTS,
  GradientBuckets,
  type GradientBucketsOptions,
} from './gradient-buckets.js';
export {
  hasProcessGroups,
  PROCESS_GROUP_DEFAULTS,
  ProcessGroup,
  type ProcessGroupOptions,
} from './process-group.js';
export { firstHost, resolveWorld, type World } from './world.js';
