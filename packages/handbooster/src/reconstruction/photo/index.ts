// Nothing here needs the engine or Node: the browser page uses it too.
export { jointBox, shiftInside, squareBox } from '../../datasets/crop/boxes.js';
export type { RgbImage } from '../../datasets/images/decode-image.js';
export type { Box, Camera } from '../../geometry/camera.js';
export { projectPoints } from '../../geometry/camera.js';
export { answerSpread, STEADY_SPREAD } from './answer-spread.js';
export {
  boxOfJoints,
  FIND_HAND_DEFAULTS,
  type FindHandOptions,
  type FoundHand,
  findHand,
  type HandPlace,
  overlap,
} from './find-hand.js';
export { GUESSED_FOCAL, guessCamera } from './guess-camera.js';
export { type CropPrediction, type HandEstimate, handEstimate } from './hand-estimate.js';
export { type PhotoCrop, photoCrop } from './photo-crop.js';
export { placeInCamera } from './place-in-camera.js';
export type { JointPredictor } from './predict-in-boxes.js';
export { shrinkPhoto } from './shrink-photo.js';
