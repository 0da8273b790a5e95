/** A collective failed: another rank ended, hangs or cannot be reached. The group is of no further use. */
export class DistributedError extends Error {
  override name = 'DistributedError';
}
