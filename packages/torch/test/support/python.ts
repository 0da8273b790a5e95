import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const PYTHON = '/usr/bin/python3';
const known = new Map<string, boolean>();

/** Whether the system's Python has a module; tests that compare with it are skipped where it has not. */
export function hasPython(module: string): boolean {
  let has = known.get(module);
  if (has === undefined) {
    const code = `import importlib.util, sys; sys.exit(importlib.util.find_spec('${module}') is None)`;
    has = existsSync(PYTHON) && spawnSync(PYTHON, ['-c', code]).status === 0;
    known.set(module, has);
  }
  return has;
}

/** Runs a Python program with arguments and gives what it prints. */
export function runPython(program: string, ...args: string[]): string {
  const environment = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
  const { status, stdout, stderr } = spawnSync(PYTHON, ['-c', program, ...args], {
    encoding: 'utf8',
    env: environment,
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`Python ended with ${status}: ${stderr}`);
  return stdout;
}
