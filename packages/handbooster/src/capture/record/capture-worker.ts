import { serveTasks } from '../../base/threads/serve-tasks.js';
import { startCaptureTasks } from './capture-tasks.js';

serveTasks(startCaptureTasks);
