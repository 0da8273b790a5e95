import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

export interface RankResult {
  rank: number;
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

const TSX = import.meta.resolve('tsx');

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

/**
 * Runs a program as so many ranks on this machine, with torchrun's variables, and waits for all of them.
 *
 * @param program TypeScript with `import`s of absolute paths; see `source`
 */
export async function runRanks(
  size: number,
  program: string,
  options: {
    onRank?: (rank: number, kill: (signal: NodeJS.Signals) => void) => void;
    port?: number;
    environment?: Record<string, string>;
    /** Words that a rank's command begins with, for example those that put it elsewhere. */
    before?: (rank: number) => string[];
    onText?: (rank: number, text: string) => void;
  } = {},
): Promise<RankResult[]> {
  const port = options.port ?? (await freePort());
  return Promise.all(
    Array.from({ length: size }, (_, rank) => {
      const node = [process.execPath, '--import', TSX, '--input-type=module', '-e', program];
      const [command, ...words] = [...(options.before?.(rank) ?? []), ...node];
      const child = spawn(command, words, {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          ...process.env,
          RANK: String(rank),
          WORLD_SIZE: String(size),
          LOCAL_RANK: String(rank),
          MASTER_ADDR: '127.0.0.1',
          MASTER_PORT: String(port),
          OMP_NUM_THREADS: '1',
          ...options.environment,
        },
      });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (chunk) => {
        stdout += chunk;
      });
      child.stderr.on('data', (chunk) => {
        stderr += chunk;
        options.onText?.(rank, String(chunk));
      });
      options.onRank?.(rank, (signal) => child.kill(signal));
      return new Promise<RankResult>((resolve, reject) => {
        child.once('error', reject);
        child.once('close', (code, signal) => resolve({ rank, code, signal, stdout, stderr }));
      });
    }),
  );
}

/** Path of a source file of this package, for the programs of ranks. */
export function source(path: string): string {
  return JSON.stringify(fileURLToPath(new URL(`../../src/${path}`, import.meta.url)));
}
