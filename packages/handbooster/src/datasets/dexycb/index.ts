export * from './calibration.js';
export * from './dexycb-layout.js';
export * from './dexycb-reader.js';
export * from './dexycb-sequence.js';
export * from './dexycb-splits.js';
export * from './dexycb-writer.js';
export * from './hand-decoder.js';
export { OBJECT_NAMES_FILE, readObjectNames } from './object-names.js';
export * from './read-dexycb.js';
