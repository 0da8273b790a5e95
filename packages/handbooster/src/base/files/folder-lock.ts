import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { lock } from 'proper-lockfile';
import { BusyError } from '../errors/busy-error.js';
import { formatSeconds } from '../text/format-seconds.js';
import { writeFileAtomicSync } from './atomic-write.js';

/** Who works in a folder. */
export interface LockOwner {
  user: string;
  host: string;
  pid: number;
  /**
   * What process numbers of this machine or container are counted in: one of another means another process.
   */
  space: string;
  /** When the process with this number began, as the system counts; null where it does not say. */
  began: string | null;
  since: string;
  token: string;
}

export interface FolderLock {
  /** Aborted when the lock was taken over by another program, which holds this one for dead. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/**
 * Entries of a locked folder. The lock itself is a folder: making one is atomic on network file systems, too.
 */
export const LOCK_FILES = ['.lock', '.lock.json'] as const;

/** Where a lock is, and what it is of. */
interface LockPlace {
  /** The lock itself, and the file that tells of its owner. */
  path: string;
  owner: string;
  /** What a second one is told to take instead. */
  of: string;
  instead: string;
}

export interface FolderLockOptions {
  /**
   * Milliseconds without a sign of life after which a lock is nobody's. A step of a large network may take
   * many seconds.
   */
  stale?: number;
  /** Milliseconds between signs of life. */
  update?: number;
}

export const FOLDER_LOCK_DEFAULTS: Required<FolderLockOptions> = { stale: 120_000, update: 10_000 };

/**
 * Makes this process the only one that works in a folder, which is made where it is missing. A lock that a
 * killed process has left is taken over: at once where that ran on this machine, else when it has given no
 * sign of life for `stale`.
 *
 * @throws BusyError saying who works there, where, and since when
 */
export async function lockFolder(folder: string, options: FolderLockOptions = {}): Promise<FolderLock> {
  mkdirSync(folder, { recursive: true });
  const [path, owner] = LOCK_FILES.map((name) => join(folder, name));
  return takeLock({ path, owner, of: folder, instead: 'another folder' }, options);
}

/**
 * {@link lockFolder} of a file or folder that is to be written and need not be there: the lock lies beside
 * it, in a folder that must be.
 */
export async function lockOutput(output: string, options: FolderLockOptions = {}): Promise<FolderLock> {
  const [path, owner] = LOCK_FILES.map((ending) => join(dirname(output), `.${basename(output)}${ending}`));
  return takeLock({ path, owner, of: output, instead: 'another name' }, options);
}

/**
 * Whether somebody works in a folder. What a killed process has left is no sign of it: see
 * {@link lockFolder}.
 */
export function isFolderLocked(folder: string, options: Pick<FolderLockOptions, 'stale'> = {}): boolean {
  const { stale } = { ...FOLDER_LOCK_DEFAULTS, ...options };
  const [path, owner] = LOCK_FILES.map((name) => join(folder, name));
  const place = { path, owner, of: folder, instead: '' };
  const sign = lastSign(place);
  if (sign === null || 1000 * sign > stale) return false;
  const other = readOwner(place);
  return other === null || !isDead(other);
}

async function takeLock(place: LockPlace, options: FolderLockOptions): Promise<FolderLock> {
  const { stale, update } = { ...FOLDER_LOCK_DEFAULTS, ...options };
  const { path } = place;
  const owner = thisProcess();
  const lost = new AbortController();
  let release: (() => Promise<void>) | null = null;
  const settings = { lockfilePath: path, realpath: false, stale, update };
  const take = () => lock(path, { ...settings, onCompromised: () => void regain().catch(lose) });
  const lose = () => lost.abort();
  /**
   * A machine that slept is late with its sign of life: the lock is still this process's where nobody took
   * it.
   */
  const regain = async () => {
    if (readOwner(place)?.token !== owner.token) lose();
    else release = await take();
  };
  try {
    release = await take();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error;
    const other = readOwner(place);
    if (other === null || !isDead(other)) throw new BusyError(inUse(place, other));
    rmSync(path, { recursive: true, force: true });
    release = await take().catch(() => {
      throw new BusyError(inUse(place, readOwner(place)));
    });
  }
  writeFileAtomicSync(place.owner, `${JSON.stringify(owner, null, 2)}\n`);
  return {
    lost: lost.signal,
    async release() {
      if (lost.signal.aborted) return;
      rmSync(place.owner, { force: true });
      await release?.();
    },
  };
}

function inUse(place: LockPlace, owner: LockOwner | null): string {
  const sign = lastSign(place);
  const life = sign === null ? '' : ` (last sign of life ${formatSeconds(sign)} ago)`;
  const who =
    owner === null
      ? 'another program'
      : `process ${owner.pid} of ${owner.user} on ${owner.host}, since ${owner.since}`;
  return `${place.of}: ${who}, is at work there${life}; wait for it, stop it, or take ${place.instead} with -o`;
}

/** Seconds since the lock's owner last touched it. */
function lastSign({ path }: LockPlace): number | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? null : Math.max(0, (Date.now() - stats.mtimeMs) / 1000);
}

function readOwner({ owner }: LockPlace): LockOwner | null {
  try {
    return JSON.parse(readFileSync(owner, 'utf8'));
  } catch {
    return null;
  }
}

/** True where the owner was a process of this machine that is no more; of other machines nothing is known. */
function isDead({ host, pid, space, began }: LockOwner): boolean {
  if (host !== hostname() || space !== processSpace()) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
  // Its number may have been given to another process since.
  return began !== null && began !== processStart(pid);
}

function thisProcess(): LockOwner {
  return {
    user: userName(),
    host: hostname(),
    pid: process.pid,
    space: processSpace(),
    began: processStart(process.pid),
    since: new Date().toISOString(),
    token: randomUUID(),
  };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // In containers a user may have a number alone.
    return String(process.getuid?.() ?? 'unknown');
  }
}

/**
 * This start of the machine and this container, in which process numbers are unique; empty where the system
 * does not say.
 */
function processSpace(): string {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return '';
  }
}

/**
 * The 22nd field of /proc/PID/stat: clock ticks from the start of the machine. The second may hold spaces.
 */
function processStart(pid: number): string | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
