export * from '../images/decode-image.js';
export * from './affine.js';
export * from './augmentation.js';
export * from './boxes.js';
export * from './crop-and-augment.js';
export * from './paint.js';
export * from './picture-window.js';
export * from './warp-affine.js';
