import sharp from 'sharp';
import { serveTasks } from '../../base/threads/serve-tasks.js';
import type { CroppedSample } from '../crop/crop-and-augment.js';
import { type PatchTask, startPatchTasks } from './load-patch.js';

// Files are read once, and one thread a picture is enough where several are read at a time.
sharp.cache(false);
sharp.concurrency(1);

serveTasks<number, PatchTask, CroppedSample>(startPatchTasks, (patch) => [patch.image.buffer as ArrayBuffer]);
