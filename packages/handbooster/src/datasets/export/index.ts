export { COCO_FILE } from './export-coco.js';
export * from './export-dataset.js';
export { EXPORT_SETUP } from './export-dexycb.js';
export { EXPORT_CAMERA, EXPORT_FORMATS, type ExportFormat } from './export-task.js';
export { placeInFrame } from './place-in-frame.js';
export { EXPORT_FILE, type ExportManifest } from './whole-folder.js';
