export * from './camera-rig.js';
export * from './capture-options.js';
export * from './capture-plan.js';
export * from './contact-sheet.js';
export * from './simulate-capture.js';
