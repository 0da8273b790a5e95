import type { RgbImage } from '../../datasets/images/rgb-image.js';
import type { Box, Camera } from '../../geometry/camera.js';
import { STEADY_SPREAD } from '../photo/answer-spread.js';
import { type CropPrediction, handEstimate } from '../photo/hand-estimate.js';
import { photoCrop } from '../photo/photo-crop.js';
import { chooseAnswer, type HandAnswer } from './choose-answer.js';
import { type LandmarkedHand, type LandmarkFinder, landmarkedHand } from './landmarked-hand.js';
import { networkPlace } from './network-place.js';

/** A reconstruction network that answers crops, wherever it runs. */
export interface CropNetwork {
  /** Pixels of a crop's side. */
  size: number;
  /** Answers crops (B, 3, S, S) of right hands, RGB in 0 ... 1. */
  predict(images: Float32Array): CropPrediction[] | Promise<CropPrediction[]>;
}

export interface PhotoQuestion {
  /** `auto`: as the landmarks say, else the one whose answer is steadier. */
  side: 'left' | 'right' | 'auto';
  /** Where the hand is; looked for where null. */
  box: Box | null;
  camera: Camera;
}

/** What was made of a photo. */
export interface PhotoAnswer extends HandAnswer {
  /**
   * Certainty of the landmark network that there is a hand; 0 where it sees none, null where it was not
   * asked.
   */
  presence: number | null;
  /**
   * Share of the windows that agree on the place; null where the box was given or landmarks found the hand.
   */
  agreement: number | null;
  /** How far the network's answer wanders when the box is moved a little (`answerSpread`). */
  spread: number;
  /** False where that is more than of a hand that the network knows. */
  steady: boolean;
  /** Boxes of other hands, maybe. */
  others: Box[];
  /** What the landmarks say, where they see a hand. */
  landmarked: LandmarkedHand | null;
}

/**
 * A hand in a photo, by the reconstruction network and, with a finder, by the hand model fitted to landmarks:
 * the one that is to be trusted (`chooseAnswer`).
 */
export async function answerPhoto(
  photo: RgbImage,
  network: CropNetwork,
  finder: LandmarkFinder | null,
  { side, box: given, camera }: PhotoQuestion,
): Promise<PhotoAnswer> {
  const { size } = network;
  const landmarked =
    finder === null ? null : await landmarkedHand(photo, finder, { side, box: given, camera });
  const joints = async (images: Float32Array) => {
    const answers = await network.predict(images);
    const out = new Float32Array(42 * answers.length);
    answers.forEach(({ joints2d }, i) => {
      out.set(joints2d, 42 * i);
    });
    return out;
  };
  const { left, box, agreement, spread, others } = await networkPlace(photo, size, joints, {
    side: landmarked?.hand.side ?? side,
    box: landmarked?.hand.box ?? given,
  });
  const crop = photoCrop(photo, box, size, left);
  const [prediction] = await network.predict(crop.image);
  const hand = handEstimate(prediction, crop, { box, size, left, camera });
  const steady = spread <= STEADY_SPREAD;
  const answer = chooseAnswer({ network: { hand, steady }, fit: landmarked }) as HandAnswer;
  return {
    ...answer,
    // A finder that sees no hand is an answer, too.
    sure: answer.sure && !(finder !== null && landmarked === null),
    presence: finder === null ? null : (landmarked?.presence ?? 0),
    agreement,
    spread,
    steady,
    others: landmarked?.others ?? others.map((place) => place.box),
    landmarked,
  };
}
