import { serveTasks } from '../../base/threads/serve-tasks.js';
import type { ConditionImages } from './condition-renderer.js';
import { type ConditionDrawing, type ConditionTask, startConditionTasks } from './condition-tasks.js';

serveTasks<ConditionDrawing, ConditionTask, ConditionImages>(startConditionTasks, ({ maps, labels }) =>
  [...Object.values(maps), labels].map(({ buffer }) => buffer as ArrayBuffer),
);
