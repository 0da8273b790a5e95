/**
 * Numbers of a style vector: mean and deviation of red, green and blue, of the hand and of what is neither
 * hand nor object.
 */
export const COLOUR_STYLE_SIZE = 12;

/** Parts of which fewer pixels are seen say nothing of their colour. */
const LEAST_PIXELS = 20;

/**
 * The look of a picture as colours alone: of the hand (skin and the light on it), and of what is neither hand
 * nor object (room, sleeve, how lively they are). What the object looks like is in the texture map already.
 *
 * @param image (S, S, 3)
 * @param mask (S, S) 0 elsewhere, 1 hand, others left out
 * @returns (12) in about -1 ... 1; null where hardly any of the hand or of the rest is seen.
 */
export function colourStyle(image: ArrayLike<number>, mask: ArrayLike<number>): Float32Array | null {
  const style = new Float32Array(COLOUR_STYLE_SIZE);
  for (const [part, label] of [1, 0].entries()) {
    const sums = [0, 0, 0];
    const squares = [0, 0, 0];
    let count = 0;
    for (let pixel = 0; pixel < mask.length; pixel++) {
      if (mask[pixel] !== label) continue;
      count++;
      for (let k = 0; k < 3; k++) {
        const value = image[3 * pixel + k] / 127.5 - 1;
        sums[k] += value;
        squares[k] += value * value;
      }
    }
    if (count < LEAST_PIXELS) return null;
    for (let k = 0; k < 3; k++) {
      const mean = sums[k] / count;
      style[6 * part + k] = mean;
      // Deviations seldom pass half of the range.
      style[6 * part + 3 + k] = 2 * Math.sqrt(Math.max(0, squares[k] / count - mean * mean));
    }
  }
  return style;
}
