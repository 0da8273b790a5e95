import { parentPort, workerData } from 'node:worker_threads';
import sharp from 'sharp';
import { InputError } from '../../base/errors/input-error.js';
import { loadPatch, type PatchTask, pictureCache } from './load-patch.js';

// A thread of the loader: tasks come as messages and are answered in the order in which they end.
if (parentPort === null) throw new Error('patch-worker runs as a worker thread');
const port = parentPort;

// Files are read once, and one thread a picture is enough where several are read at a time.
sharp.cache(false);
sharp.concurrency(1);

const { cacheBytes } = workerData as { cacheBytes: number };
const cache = cacheBytes > 0 ? pictureCache(cacheBytes) : null;

port.on('message', async ({ id, task }: { id: number; task: PatchTask }) => {
  try {
    const patch = await loadPatch(task, cache);
    port.postMessage({ id, patch }, [patch.image.buffer as ArrayBuffer]);
  } catch (error) {
    port.postMessage({ id, message: (error as Error).message, isInput: error instanceof InputError });
  }
});
