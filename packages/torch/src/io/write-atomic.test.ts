import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { readSafetensors } from './safetensors/read-safetensors.js';

/** The file operations done so far, and the one that fails. */
const faults = vi.hoisted(() => ({
  count: 0,
  failAt: Number.POSITIVE_INFINITY,
  shortWrites: false,
  log: [] as string[],
}));

vi.mock('node:fs', async (original) => {
  const real = await original<typeof import('node:fs')>();
  const step = (name: string) => {
    faults.log.push(name);
    if (++faults.count === faults.failAt)
      throw Object.assign(new Error(`ENOSPC: ${name}`), { code: 'ENOSPC' });
  };
  return {
    ...real,
    openSync: (...args: Parameters<typeof real.openSync>) => {
      step('open');
      return real.openSync(...args);
    },
    writeSync: (descriptor: number, bytes: Uint8Array, offset: number, length: number) => {
      step('write');
      return real.writeSync(descriptor, bytes, offset, faults.shortWrites ? Math.min(length, 3) : length);
    },
    fsyncSync: (descriptor: number) => {
      step('fsync');
      real.fsyncSync(descriptor);
    },
    renameSync: (from: string, to: string) => {
      step('rename');
      real.renameSync(from, to);
    },
  };
});

// Other tests of the same process have loaded it with the true disk.
vi.resetModules();
const { writeAtomic } = await import('./write-atomic.js');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'atomic-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  Object.assign(faults, { count: 0, failAt: Number.POSITIVE_INFINITY, shortWrites: false, log: [] });
});

describe('a failing disk', () => {
  const old = 'the old contents';
  const pieces = ['the ', 'new ', 'contents'].map((text) => Buffer.from(text));

  test('whichever operation fails, the file is the old or the new one, and nothing else is left', () => {
    const path = join(folder, 'file');
    let failures = 0;
    for (let failAt = 1; ; failAt++) {
      writeFileSync(path, old);
      Object.assign(faults, { count: 0, failAt, log: [] });
      let failed = false;
      try {
        writeAtomic(path, pieces);
      } catch (error) {
        failed = true;
        expect((error as Error).message).toMatch('ENOSPC');
      }
      faults.failAt = Number.POSITIVE_INFINITY;
      expect(readFileSync(path, 'utf8')).toBe(failed ? old : 'the new contents');
      expect(readdirSync(folder)).toEqual(['file']);
      if (failed) failures++;
      if (faults.count < failAt) break;
    }
    // open, three writes, flush, rename; what comes after the rename may fail without harm.
    expect(failures).toBe(6);
  });

  test('the data is flushed before the rename, and the folder after it', () => {
    writeAtomic(join(folder, 'order'), pieces);
    expect(faults.log).toEqual(['open', 'write', 'write', 'write', 'fsync', 'rename', 'open', 'fsync']);
  });

  test('writes that take only some of the bytes are gone on with', () => {
    faults.shortWrites = true;
    writeAtomic(join(folder, 'short'), pieces);
    expect(readFileSync(join(folder, 'short'), 'utf8')).toBe('the new contents');
  });
});

test('killed at any instant, a writer leaves a whole file', async () => {
  const path = join(folder, 'killed.safetensors');
  const module = fileURLToPath(new URL('./safetensors/write-safetensors.ts', import.meta.url));
  const program = `
    const { writeSafetensors } = await import(${JSON.stringify(module)});
    for (let step = 0; ; step++) {
      const data = new Float32Array(200_000).fill(step);
      writeSafetensors(${JSON.stringify(path)}, new Map([['x', { dtype: 'float32', shape: [200_000], data }]]), { step: String(step) });
      if (step === 0) process.stdout.write('started');
    }`;
  for (const delay of [0, 3, 11]) {
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await new Promise((resolve) => setTimeout(resolve, delay));
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    const contents = readSafetensors(path);
    const { data } = contents.get('x')!;
    expect(data.length).toBe(200_000);
    expect(new Set(data as Float32Array)).toEqual(new Set([Number(contents.metadata.step)]));
    expect(statSync(path).size).toBeGreaterThan(800_000);
  }
});
