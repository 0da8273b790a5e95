import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BusyError } from '../errors/busy-error.js';
import { isFolderLocked, lockFolder, lockOutput } from './folder-lock.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'handbooster-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A process of its own that takes the lock, says so and sleeps. */
function holder(): Promise<{ pid: number; kill: () => Promise<void> }> {
  const module = fileURLToPath(new URL('../../../dist/base/files/folder-lock.js', import.meta.url));
  const program = `
    const { lockFolder } = await import(${JSON.stringify(module)});
    await lockFolder(${JSON.stringify(folder)});
    process.stdout.write('locked');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  const kill = () => {
    child.kill('SIGKILL');
    return ended;
  };
  return new Promise((resolve) => child.stdout.once('data', () => resolve({ pid: Number(child.pid), kill })));
}

test('names who works in a folder, and is taken over at once when that was killed', async () => {
  const { pid, kill } = await holder();
  expect(isFolderLocked(folder)).toBe(true);
  try {
    await expect(lockFolder(folder)).rejects.toThrow(BusyError);
    await expect(lockFolder(folder)).rejects.toThrow(new RegExp(`process ${pid} of .* on .*, since 20`));
  } finally {
    await kill();
  }
  // The kill left the lock behind.
  expect(existsSync(join(folder, '.lock'))).toBe(true);
  expect(isFolderLocked(folder)).toBe(false);
  const lock = await lockFolder(folder);
  expect(isFolderLocked(folder)).toBe(true);
  expect(JSON.parse(readFileSync(join(folder, '.lock.json'), 'utf8')).pid).toBe(process.pid);
  await lock.release();
  expect(existsSync(join(folder, '.lock'))).toBe(false);
});

test('does not believe that a process of another machine is dead until it gave no sign for long', async () => {
  const lock = await lockFolder(folder);
  const file = join(folder, '.lock.json');
  const owner = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...owner, host: 'elsewhere', pid: 2 ** 22 + 1 }));
  await expect(lockFolder(folder)).rejects.toThrow(/process 4194305 of .* on elsewhere/);
  expect(isFolderLocked(folder)).toBe(true);
  const longAgo = new Date(Date.now() - 600_000);
  utimesSync(join(folder, '.lock'), longAgo, longAgo);
  expect(isFolderLocked(folder)).toBe(false);
  const taken = await lockFolder(folder);
  await taken.release();
  await lock.release().catch(() => {});
});

test('takes over from a process whose number was given to another', async () => {
  const lock = await lockFolder(folder);
  const file = join(folder, '.lock.json');
  const owner = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...owner, began: '1' }));
  const taken = await lockFolder(folder);
  await taken.release();
  await lock.release().catch(() => {});
});

test('locks an output that is not there yet, beside it, and leaves nothing', async () => {
  const output = join(folder, 'exported');
  const lock = await lockOutput(output);
  expect(existsSync(output)).toBe(false);
  await expect(lockOutput(output)).rejects.toThrow(/exported: process .* take another name with -o/);
  const other = await lockOutput(join(folder, 'other'));
  await other.release();
  await lock.release();
  expect(readdirSync(folder)).toEqual([]);
});
