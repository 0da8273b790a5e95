import type { RgbImage } from '../../datasets/images/rgb-image.js';
import type { Box } from '../../geometry/camera.js';
import { answerSpread } from '../photo/answer-spread.js';
import { findHand, type HandPlace } from '../photo/find-hand.js';
import type { JointPredictor } from '../photo/predict-in-boxes.js';

/** Where a hand of one side may be; without an agreement where the box was given. */
export interface NetworkPlace {
  left: boolean;
  box: Box;
  agreement: number | null;
  spread: number;
  others: HandPlace[];
}

/**
 * The place that the reconstruction network's answers are steadiest at: in a box, or looked for; of one side,
 * or of both.
 */
export async function networkPlace(
  photo: RgbImage,
  size: number,
  predict: JointPredictor,
  { side, box }: { side: 'left' | 'right' | 'auto'; box: Box | null },
): Promise<NetworkPlace> {
  const places: NetworkPlace[] = [];
  for (const left of side === 'auto' ? [false, true] : [side === 'left']) {
    if (box === null) places.push({ left, ...(await findHand(photo, size, left, predict)) });
    else {
      const [spread] = await answerSpread(photo, [box], size, left, predict);
      places.push({ left, box, agreement: null, spread, others: [] });
    }
  }
  return places.reduce((a, b) => (b.spread < a.spread ? b : a));
}
