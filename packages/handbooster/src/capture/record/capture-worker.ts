import { parentPort, workerData } from 'node:worker_threads';
import { type CaptureJob, type CaptureTask, CaptureTasks } from './capture-tasks.js';

/** A thread that does a capture's tasks as they come. */
const tasks = new CaptureTasks(workerData as CaptureJob);

parentPort?.on('message', async (task: CaptureTask) => {
  try {
    parentPort?.postMessage({ result: await tasks.run(task) });
  } catch (error) {
    parentPort?.postMessage({ error });
  }
});
