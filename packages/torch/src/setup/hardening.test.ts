import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { addonPath } from '../native.js';

const readelf = (...args: string[]) =>
  execFileSync('readelf', ['-W', ...args, addonPath() ?? ''], { encoding: 'utf8' });

// readelf comes with every compiler that builds the addon.
it.runIf(process.platform === 'linux')('the addon is compiled so that a fault in memory stops it', () => {
  const segments = readelf('-l');
  // Tables of addresses are bound at loading and read-only from then on; neither stack nor data can be run.
  expect(segments).toMatch(/GNU_RELRO/);
  expect(segments).toMatch(/GNU_STACK.* RW +0x/);
  expect(segments).not.toMatch(/LOAD .* RWE /);
  expect(readelf('-d')).toMatch(/BIND_NOW|FLAGS.*NOW/);
  // Written past the end of an array on the stack.
  expect(readelf('--dyn-syms')).toMatch(/UND __stack_chk_fail/);
});
