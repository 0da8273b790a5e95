/**
 * What is wanted cannot be had now and may be had later: another program works on it. The same command may
 * succeed then.
 */
export class BusyError extends Error {
  override name = 'BusyError';
}
