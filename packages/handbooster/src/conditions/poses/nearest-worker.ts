import { setThreads } from '@handbooster/torch';
import { serveTasks } from '../../base/threads/serve-tasks.js';
import type { NearestPoses } from './nearest-poses.js';
import { type NearestTask, startNearestTasks } from './nearest-tasks.js';

setThreads(1);
serveTasks<null, NearestTask, NearestPoses>(startNearestTasks, ({ distances, indices }) => [
  distances.buffer as ArrayBuffer,
  indices.buffer as ArrayBuffer,
]);
