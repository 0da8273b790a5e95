import { execFileSync } from 'node:child_process';

const PYTHON = '/usr/bin/python3';

/** Whether Python with these modules is here: tests of files against it are left out elsewhere. */
export function hasPython(...modules: string[]): boolean {
  try {
    execFileSync(PYTHON, ['-c', modules.map((name) => `import ${name}`).join('\n')], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Runs a script and gives what it prints as JSON. */
export function runPython(script: string, ...args: string[]): unknown {
  return JSON.parse(execFileSync(PYTHON, ['-c', script, ...args], { encoding: 'utf8', maxBuffer: 1 << 26 }));
}
