import { setThreads } from '@handbooster/torch';
import { serveTasks } from '../../base/threads/serve-tasks.js';
import type { SynthesisCondition, SynthesisedImage } from '../synthesise.js';
import { type ImageMaking, startImageTasks } from './image-tasks.js';

setThreads(1);
serveTasks<ImageMaking, readonly SynthesisCondition[], SynthesisedImage[]>(startImageTasks, (images) =>
  images.map(({ image }) => image.buffer as ArrayBuffer),
);
