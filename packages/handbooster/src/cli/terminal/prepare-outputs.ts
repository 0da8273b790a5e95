import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { InputError } from '../../base/errors/input-error.js';

/** Options of all verbs that name what they write. */
const OUTPUTS = ['output', 'to', 'submission', 'json'];

/** A file or folder that a verb will write. */
export interface PreparedOutput {
  /** Absolute. */
  path: string;
  isFolder: boolean;
}

/**
 * Makes the folders that a verb's outputs go to, or refuses them: before the work and not after it.
 *
 * @returns what will be written: files and folders
 * @throws {InputError} naming option and path, where a folder cannot be made or written to, or a file is
 * where a folder is expected or the other way round.
 */
export function prepareOutputs(command: Command): PreparedOutput[] {
  const outputs: PreparedOutput[] = [];
  for (const option of command.options) {
    const value: unknown = command.opts()[option.attributeName()];
    if (!OUTPUTS.includes(option.attributeName()) || typeof value !== 'string') continue;
    const fail = (found: string): never => {
      throw new InputError(`${option.long} ${value}: ${found}`);
    };
    const path = resolve(value);
    const isFolder = /<folder>/.test(option.flags);
    if (existsSync(path) && statSync(path).isDirectory() !== isFolder) {
      // `--json [file]` may have taken the verb's argument for its own.
      if (option.optional) continue;
      fail(
        isFolder
          ? 'expected the name of a folder, found a file; choose another name'
          : 'expected the name of a file, found a folder; name a file in it',
      );
    }
    const folder = isFolder && existsSync(path) ? path : dirname(path);
    try {
      makeFolder(folder);
      accessSync(folder, constants.W_OK);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      fail(`its folder ${folder} cannot be made or written to (${code}); choose another place`);
    }
    outputs.push({ path, isFolder });
  }
  return outputs;
}

/** One by one: where a file system takes no folders, `recursive` of Node 20 does not end. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) {
    if (statSync(folder).isDirectory()) return;
    throw Object.assign(new Error(folder), { code: 'ENOTDIR' });
  }
  makeFolder(dirname(folder));
  mkdirSync(folder);
}
