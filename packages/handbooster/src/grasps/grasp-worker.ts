import { parentPort, workerData } from 'node:worker_threads';
import { GraspMaker, type GraspMakerInput } from './grasp-maker.js';

// Entry of a worker thread of `generateGrasps`: makes the items it is asked for and posts their records.
const maker = await GraspMaker.create(workerData as GraspMakerInput);
parentPort?.on('message', ({ target, item, count }: { target: number; item: number; count: number }) => {
  parentPort?.postMessage(maker.make(target, item, count));
});
