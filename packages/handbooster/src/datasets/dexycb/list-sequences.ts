import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { DEXYCB_SERIALS } from './dexycb-layout.js';

/** Folders in a capture's root that are not subjects. */
const NOT_SUBJECTS = new Set(['calibration', 'models', 'bop']);

/** A sequence folder. */
export interface ListedSequence {
  subject: string;
  name: string;
  /** Position among the subject's sorted sequences, and how many those are. */
  position: number;
  count: number;
}

/**
 * Subjects and sequences of a capture, sorted by name as the toolkit counts them.
 *
 * @throws {InputError} for a folder that is no capture.
 */
export async function listDexYcbSequences(
  root: string,
): Promise<{ subjects: string[]; sequences: ListedSequence[] }> {
  const subjects = (await listFolders(root)).filter((name) => !NOT_SUBJECTS.has(name));
  if (subjects.length === 0) {
    throw new InputError(
      `${root}: no subject folders; expected DexYCB's layout, <subject>/<sequence>/<camera ${DEXYCB_SERIALS[0]}, ...>`,
    );
  }
  const sequences: ListedSequence[] = [];
  for (const subject of subjects) {
    const names = await listFolders(join(root, subject));
    for (const [position, name] of names.entries()) {
      sequences.push({ subject, name, position, count: names.length });
    }
  }
  if (sequences.length === 0) {
    throw new InputError(`${root}: its subjects ${subjects.join(', ')} have no sequence folders`);
  }
  return { subjects, sequences };
}

async function listFolders(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    const found = error.code === 'ENOENT' ? 'nothing' : error.code === 'ENOTDIR' ? 'a file' : error.code;
    throw new InputError(`${path}: expected the folder of a DexYCB capture, found ${found}; check the path`);
  });
  return entries
    .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort();
}
