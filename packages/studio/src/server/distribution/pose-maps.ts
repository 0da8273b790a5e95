import { accessSync, constants, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { InputError } from 'handbooster';
import type { PoseMapState } from '../../api/distribution.js';
import { type PoseMap, readPoseMap } from './pose-map-file.js';
import { poseMapFiles } from './pose-map-files.js';
import type { PoseMapOrder, PoseMapWord } from './pose-map-words.js';

/** Maps in memory. */
const MOST_OPEN = 4;

interface Making {
  worker: Worker;
  file: string;
  word: PoseMapWord;
}

/** Maps of runs' poses: made once, kept beside the run under a key of what they were made from. */
export class PoseMaps {
  readonly #making = new Map<string, Making>();
  readonly #failed = new Map<string, string>();
  readonly #open = new Map<string, Promise<PoseMap>>();

  /** Of a run's folder, now. */
  state(run: string): PoseMapState {
    const making = this.#making.get(run);
    if (making !== undefined) return { state: 'making', ...making.word };
    const failed = this.#failed.get(run);
    if (failed !== undefined) return { state: 'failed', error: failed };
    const files = poseMapFiles(run);
    if (files === null) return { state: 'waiting' };
    return { state: files.some((file) => existsSync(file)) ? 'ready' : 'absent' };
  }

  /** @throws InputError where there is nothing to make it from */
  make(run: string): void {
    const { state } = this.state(run);
    if (state === 'ready' || state === 'making') return;
    const files = poseMapFiles(run);
    if (files === null) throw new InputError(`${run}: no poses yet; they are there once select has finished`);
    this.#failed.delete(run);
    const file = files.find(isWritable) ?? files[files.length - 1];
    const order: PoseMapOrder = { run, file };
    const worker = new Worker(workerFile(), { workerData: order });
    const making: Making = { worker, file, word: { step: 'starting', done: 0, total: 0 } };
    this.#making.set(run, making);
    worker.on('message', (word: PoseMapWord) => {
      making.word = word;
    });
    worker.on('error', (error) => this.#failed.set(run, error.message));
    worker.on('exit', () => {
      this.#making.delete(run);
      if (existsSync(file)) removeOlder(file);
      else if (!this.#failed.has(run)) this.#failed.set(run, '');
    });
  }

  /** Ends what is being made; nothing of it is kept. */
  async cancel(run: string): Promise<void> {
    await this.#making.get(run)?.worker.terminate();
  }

  /** @throws InputError where it is not made */
  open(run: string): Promise<PoseMap> {
    const file = poseMapFiles(run)?.find((each) => existsSync(each));
    if (file === undefined) throw new InputError(`${run}: the map of its poses is not made yet`);
    const known = this.#open.get(file);
    if (known !== undefined) return known;
    const map = readPoseMap(file);
    this.#open.set(file, map);
    map.catch(() => this.#open.delete(file));
    if (this.#open.size > MOST_OPEN) this.#open.delete(this.#open.keys().next().value as string);
    return map;
  }

  async close(): Promise<void> {
    for (const { worker } of this.#making.values()) await worker.terminate();
  }
}

function isWritable(file: string): boolean {
  try {
    const folder = join(file, '..');
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Maps of the same run from what it was before. */
function removeOlder(file: string): void {
  const folder = join(file, '..');
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (/^poses-[0-9a-f]{16}\.parquet$/.test(name) && path !== file) rmSync(path, { force: true });
  }
}

/** The compiled file, from src and dist alike: both lie at one depth of the package. */
function workerFile(): string {
  return fileURLToPath(
    new URL('dist/server/distribution/pose-map-worker.js', new URL('../../../', import.meta.url)),
  );
}
