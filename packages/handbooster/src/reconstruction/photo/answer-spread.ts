import { mean } from '../../base/numbers/mean.js';
import type { RgbImage } from '../../datasets/images/rgb-image.js';
import type { Box } from '../../geometry/camera.js';
import { type JointPredictor, predictInBoxes } from './predict-in-boxes.js';

/** Scale of the box, shift across and down as shares of its side. */
const LOOKS: readonly [number, number, number][] = [
  [1, 0, 0],
  ...[-0.12, 0.12].flatMap((dx) => [-0.12, 0.12].map((dy): [number, number, number] => [1.2, dx, dy])),
  ...[-0.12, 0.12].flatMap((dx) => [-0.12, 0.12].map((dy): [number, number, number] => [0.85, dx, dy])),
];

/**
 * Up to this spread an answer is steady. On simulated frames nearly all places of a hand are below it and
 * nearly all places without one above (`handbooster evaluate finder`; figures in docs/guides/photos.md).
 */
export const STEADY_SPREAD = 0.15;

/**
 * How far a network's 2D joints wander over the photo when it looks at a box from nine slightly other
 * windows: root of the mean squared distance from their mean place, as a share of the hand's extent. A
 * network that sees a hand it knows gives the same answer from all of them; where there is none it follows
 * the window.
 *
 * @returns one number a box; Infinity where all joints fall together.
 */
export async function answerSpread(
  photo: RgbImage,
  boxes: readonly Box[],
  size: number,
  left: boolean,
  predict: JointPredictor,
): Promise<number[]> {
  const windows = boxes.flatMap(([x, y, width, height]) =>
    LOOKS.map(
      ([scale, dx, dy]): Box => [
        x + ((1 - scale) / 2 + dx) * width,
        y + ((1 - scale) / 2 + dy) * height,
        scale * width,
        scale * height,
      ],
    ),
  );
  const answers = await predictInBoxes(photo, windows, size, left, predict);
  return boxes.map((_, box) => {
    const looks = answers.slice(box * LOOKS.length, (box + 1) * LOOKS.length);
    const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    const high = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
    let squares = 0;
    for (let k = 0; k < 42; k++) {
      const middle = mean(looks.map((joints) => joints[k]));
      squares += looks.reduce((sum, joints) => sum + (joints[k] - middle) ** 2, 0) / LOOKS.length;
      low[k % 2] = Math.min(low[k % 2], middle);
      high[k % 2] = Math.max(high[k % 2], middle);
    }
    const extent = Math.max(high[0] - low[0], high[1] - low[1]);
    return extent > 0 ? Math.sqrt(squares / 21) / extent : Number.POSITIVE_INFINITY;
  });
}
