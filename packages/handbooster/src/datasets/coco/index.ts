export type { BoxSample } from './coco-content.js';
export { CocoReader, type ReadCocoOptions, readCoco } from './read-coco.js';
export * from './write-coco.js';
