import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { expect, it } from 'vitest';
import { pathReason } from './path-reason.js';

const errorOf = (call: () => unknown): unknown => {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error('expected an error');
};

it('says in words what the system says of a path', () => {
  expect(pathReason(errorOf(() => readFileSync('/no/such')))).toBe('/no/such: no such file or folder');
  expect(pathReason(errorOf(() => openSync('/', 'w')))).toMatch(/expected a file, found a folder/);
  expect(pathReason(new Error('other'))).toBeNull();
});

it.runIf(process.platform === 'linux')('says that a disk is full, of which a write names no path', () => {
  const full = openSync('/dev/full', 'w');
  const error = errorOf(() => writeSync(full, 'x'));
  closeSync(full);
  expect(pathReason(error)).toMatch(/^the disk is full; make room, and the same command goes on/);
});
