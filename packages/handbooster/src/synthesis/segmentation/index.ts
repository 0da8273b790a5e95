export * from './mask-agreement.js';
export * from './segmenter.js';
export * from './segmenter-file.js';
export * from './train-segmenter.js';
