import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';

const PYTHON = '/usr/bin/python3';

/**
 * Debian's Python torch as a process that answers one line with one line of JSON, so that its blocks and ours
 * can take turns: a neighbour on the machine then slows both.
 *
 * The program defines `answer(word, *words)`; the number of threads is set before.
 */
export class PythonTorch {
  readonly version: string;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;

  private constructor(version: string, child: ChildProcess, reader: Interface) {
    this.version = version;
    this.#child = child;
    this.#reader = reader;
    this.#lines = reader[Symbol.asyncIterator]();
  }

  /** Starts it, or gives null where there is no such Python. */
  static start(program: string, threads: number): PythonTorch | null {
    const check = spawnSync(PYTHON, ['-c', 'import torch; print(torch.__version__)'], { encoding: 'utf8' });
    if (check.status !== 0) return null;
    const loop = `
import json, sys, time, torch
torch.set_num_threads(${threads})
${program}
for line in sys.stdin:
    print(json.dumps(answer(*line.split())), flush=True)
`;
    const env = { ...process.env, OMP_NUM_THREADS: String(threads) };
    const child = spawn(PYTHON, ['-c', loop], { stdio: ['pipe', 'pipe', 'inherit'], env });
    return new PythonTorch(check.stdout.trim(), child, createInterface({ input: child.stdout! }));
  }

  async ask<T>(...words: (string | number)[]): Promise<T> {
    this.#child.stdin!.write(`${words.join(' ')}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('the Python reference ended; its message is above');
    return JSON.parse(value) as T;
  }

  end(): void {
    this.#child.stdin!.end();
    this.#reader.close();
  }
}
