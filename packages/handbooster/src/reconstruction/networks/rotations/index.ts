export * from './axis-angle-to-matrices.js';
export * from './gram-schmidt.js';
export * from './matrices-to-axis-angle.js';
