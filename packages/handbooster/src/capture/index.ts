export {
  cameraRig,
  lookAt,
  RIG_SERIALS,
  type RigCamera,
  TRAINING_VIEWS,
  UNSEEN_VIEWS,
} from './plan/camera-rig.js';
export { CAPTURE_DEFAULTS, type CaptureOptions, captureOptions } from './plan/capture-options.js';
export {
  CAPTURE_SETUP,
  CAPTURE_SPLITS,
  type CapturePlan,
  planCapture,
  type SequencePlan,
  subjectFolder,
} from './plan/capture-plan.js';
export {
  CAPTURE_FILE,
  type CaptureProgress,
  type CaptureReport,
  GRASPS_FILE,
  type SimulateCaptureRequest,
  simulateCapture,
} from './simulate-capture.js';
