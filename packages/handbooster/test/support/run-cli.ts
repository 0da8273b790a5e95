import { vi } from 'vitest';
import { main } from '../../src/cli/main.js';

/** Runs the command line in this process: its exit code, what it wrote to stdout and to stderr. */
export async function runCli(...args: string[]): Promise<{ code: number; text: string; errors: string }> {
  const written = { text: '', errors: '' };
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.text += text;
    return true;
  });
  const err = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.errors += text;
    return true;
  });
  try {
    return { code: await main(args), ...written };
  } finally {
    out.mockRestore();
    err.mockRestore();
    process.exitCode = undefined;
  }
}
