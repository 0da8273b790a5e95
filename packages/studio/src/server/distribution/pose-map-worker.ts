import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { Run } from 'handbooster/pipeline';
import { mapPoses } from './map-poses.js';
import { writePoseMap } from './pose-map-file.js';
import type { PoseMapOrder, PoseMapWord } from './pose-map-words.js';

/** Makes a map in a thread of its own, which is ended to cancel it. */
const { run, file } = workerData as PoseMapOrder;
const TOLD_MS = 150;
let last = 0;

const map = await mapPoses(Run.open(run), (step, done, total) => {
  const now = performance.now();
  if (now - last < TOLD_MS) return;
  last = now;
  const word: PoseMapWord = { step, done, total };
  parentPort?.postMessage(word);
});
mkdirSync(dirname(file), { recursive: true });
writePoseMap(file, map);
