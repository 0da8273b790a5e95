import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSanitizedAddon } from '../../packages/torch/src/setup/build-addon.js';
import { findLibtorch } from '../../packages/torch/src/setup/find-libtorch.js';
import { runHostileCalls } from '../../packages/torch/test/hostile/run-hostile-calls.js';

export interface MemoryFaultReport {
  compiler: string;
  libtorch: string;
  /** Calls made under AddressSanitizer that must throw, and those that did not. */
  calls: number;
  wrong: string[];
  /** Whether the process ended by itself, and AddressSanitizer's first line if it had one to say. */
  code: number | null;
  report: string | null;
}

/**
 * Hostile calls of the addon with every access to memory checked, in a build of its own beside the usual one.
 */
export async function sweepMemoryFaults(): Promise<MemoryFaultReport> {
  const libtorch = findLibtorch();
  if (libtorch === null) throw new Error('no libtorch with headers was found');
  const compiler = process.env.CXX || 'g++';
  const folder = fileURLToPath(new URL('../../packages/torch/build/sanitized', import.meta.url));
  rmSync(folder, { recursive: true, force: true });
  const addon = await buildSanitizedAddon(libtorch, folder);
  const library = execFileSync(compiler, ['-print-file-name=libasan.so'], { encoding: 'utf8' }).trim();
  const { code, outcomes, errors } = runHostileCalls({
    HANDBOOSTER_TORCH_ADDON: join(addon),
    LD_PRELOAD: library,
    // Node keeps memory until its end; an allocation that fails is the engine's to refuse.
    ASAN_OPTIONS: 'detect_leaks=0:allocator_may_return_null=1:alloc_dealloc_mismatch=0',
  });
  const { still, ...calls } = outcomes;
  const wrong = Object.entries(calls).filter(([, outcome]) => !outcome.startsWith('threw '));
  return {
    compiler: execFileSync(compiler, ['--version'], { encoding: 'utf8' }).split('\n')[0],
    libtorch: libtorch.version,
    calls: Object.keys(calls).length,
    wrong: [
      ...wrong.map(([name, outcome]) => `${name}: ${outcome}`),
      ...(still === undefined ? ['it did not come to its end'] : []),
    ],
    code,
    report: /ERROR: AddressSanitizer.*/.exec(errors)?.[0] ?? null,
  };
}
