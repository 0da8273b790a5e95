import type { Command } from 'commander';
import { type FolderLock, lockOutput } from '../../base/files/folder-lock.js';
import type { PreparedOutput } from './prepare-outputs.js';

/**
 * Verbs whose folder takes the files of several at a time, each under names of its own, or which see to it
 * themselves that they are alone.
 */
const SHARED_FOLDERS = new Set(['boost', 'experiment run', 'experiment show', 'reconstruct']);

/**
 * Makes this process the only one that writes a verb's outputs: of two of the same the second is told so,
 * before it works.
 *
 * @returns what lets go of them
 * @throws BusyError naming the output and who writes it
 */
export async function lockOutputs(
  command: Command,
  outputs: readonly PreparedOutput[],
): Promise<() => Promise<void>> {
  const locks: FolderLock[] = [];
  const release = async () => {
    for (const lock of locks.splice(0)) await lock.release();
  };
  const name = [command.parent?.parent ? command.parent.name() : '', command.name()].join(' ').trim();
  try {
    for (const { path, isFolder } of outputs) {
      const isShared = isFolder && (SHARED_FOLDERS.has(name) || command.opts().shard !== undefined);
      if (!isShared) locks.push(await lockOutput(path));
    }
  } catch (error) {
    await release();
    throw error;
  }
  return release;
}
