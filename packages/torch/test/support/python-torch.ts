import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Debian's Python, whose torch is the same library as the system's libtorch. */
export const PYTHON = '/usr/bin/python3';

/** Whether that Python has torch; asked without importing it. */
export function hasPythonTorch(): boolean {
  if (!existsSync(PYTHON)) return false;
  const question = 'import importlib.util as u, sys; sys.exit(0 if u.find_spec("torch") else 1)';
  return spawnSync(PYTHON, ['-c', question], { stdio: 'ignore' }).status === 0;
}

/** Runs a Python program with the given text on its standard input; returns what it printed. */
export function runPython(program: string, input = ''): string {
  const result = spawnSync(PYTHON, ['-c', program], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { ...process.env, OMP_NUM_THREADS: '1' },
  });
  if (result.status !== 0) throw new Error(`Python failed:\n${result.stderr}`);
  return result.stdout;
}
