/**
 * What the system says of a path that a user named or whose disk they have: in words, without the name of a
 * call.
 */
const REASONS: Record<string, string> = {
  ENOENT: 'no such file or folder',
  ENOTDIR: 'expected a folder on the way to it, found a file',
  EISDIR: 'expected a file, found a folder',
  EACCES: 'not allowed to read or write it',
  EPERM: 'not allowed to read or write it',
  EROFS: 'its disk cannot be written to',
  EEXIST: 'it is there already',
  ENOTEMPTY: 'its folder is not empty',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its links go round in a circle',
};

/** What passes when someone makes room; calls that write say no path. */
const ROOM: Record<string, string> = {
  ENOSPC: 'the disk is full; make room, and the same command goes on from there',
  EDQUOT: 'your share of the disk is full; make room, and the same command goes on from there',
};

/**
 * What the system says of a path, in a line of words; null for any other error. Paths are the user's to mend.
 */
export function pathReason(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const { path, code = '' } = error as NodeJS.ErrnoException;
  if (code in ROOM) return typeof path === 'string' ? `${path}: ${ROOM[code]}` : ROOM[code];
  return typeof path === 'string' && code in REASONS ? `${path}: ${REASONS[code]}` : null;
}
