import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { InputError } from '../../base/errors/input-error.js';
import type { TarRange } from './tar-writer.js';

const BLOCK = 512;

/** A plain file in an archive. */
export interface TarMember extends TarRange {
  name: string;
}

/**
 * Lists the files of a tar archive (ustar, as WebDataset shards are) without reading them.
 *
 * @throws {InputError} for a missing, cut or damaged archive, and for members that are not plain files or
 * leave the folder they are unpacked to.
 */
export function listTar(path: string): TarMember[] {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError(`${path}: ${code === 'ENOENT' ? 'file is missing' : `cannot be opened (${code})`}`);
  }
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw new InputError(`${path}: expected a tar archive, found a folder or a device`);
    const { size } = stat;
    const members: TarMember[] = [];
    const header = Buffer.alloc(BLOCK);
    let position = 0;
    while (position + BLOCK <= size) {
      readSync(descriptor, header, 0, BLOCK, position);
      if (header.every((byte) => byte === 0)) return members;
      const member = parseHeader(header, position, path);
      if (member.offset + member.length > size) {
        throw new InputError(
          `${path}: ${member.name}: expected ${member.length} bytes, found ${size - member.offset}: the archive is cut`,
        );
      }
      members.push(member);
      position = member.offset + Math.ceil(member.length / BLOCK) * BLOCK;
    }
    throw new InputError(`${path}: no end mark: the archive is cut at byte ${size}`);
  } finally {
    closeSync(descriptor);
  }
}

function parseHeader(header: Buffer, position: number, path: string): TarMember {
  const text = (from: number, length: number) => header.toString('utf8', from, from + length).split('\0')[0];
  let sum = 0;
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 32 : header[i];
  if (Number.parseInt(text(148, 8), 8) !== sum) {
    throw new InputError(
      `${path}: header at byte ${position}: checksum is wrong: not a tar archive, or damaged`,
    );
  }
  const prefix = text(257, 5) === 'ustar' ? text(345, 155) : '';
  const name = prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`;
  const kind = text(156, 1);
  if (kind !== '0' && kind !== '') {
    throw new InputError(`${path}: ${name}: expected a plain file, found tar type "${kind}"`);
  }
  if (name === '' || name.startsWith('/') || name.split('/').includes('..')) {
    throw new InputError(`${path}: header at byte ${position}: unsafe name "${name}"`);
  }
  const length = Number.parseInt(text(124, 12), 8);
  if (!Number.isSafeInteger(length) || length < 0) {
    throw new InputError(`${path}: ${name}: its length is not a number`);
  }
  return { name, offset: position + BLOCK, length };
}
