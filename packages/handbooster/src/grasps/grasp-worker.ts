import { serveTasks } from '../base/threads/serve-tasks.js';
import { startGraspTasks } from './grasp-maker.js';

serveTasks(startGraspTasks);
