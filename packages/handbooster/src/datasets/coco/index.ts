export { type BoxSample, CocoReader, type ReadCocoOptions, readCoco } from './read-coco.js';
export * from './write-coco.js';
