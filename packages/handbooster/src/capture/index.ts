export * from '../drawing/contact-sheet.js';
export * from './plan/camera-rig.js';
export * from './plan/capture-options.js';
export * from './plan/capture-plan.js';
export * from './simulate-capture.js';
