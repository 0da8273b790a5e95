/** Cells across and down an image. */
const CELLS = 4;

/**
 * Numbers of an image: mean and standard deviation of each channel in each of 4 x 4 cells, and the mean of
 * its Laplacian.
 */
export const IMAGE_STATISTICS = 2 * 3 * CELLS ** 2 + 3;

/**
 * A few plain numbers of an image, for a Frechet distance that needs no network: light, contrast and layout,
 * and how sharp or noisy it is. Says nothing of whether a hand is a hand.
 *
 * @param image (size, size, 3) bytes, size a multiple of 4
 * @returns (IMAGE_STATISTICS) in units of the range -1 ... 1
 */
export function imageStatistics(image: Uint8Array, size: number): Float64Array {
  const result = new Float64Array(IMAGE_STATISTICS);
  const side = size / CELLS;
  const value = (x: number, y: number, channel: number) => image[3 * (y * size + x) + channel] / 127.5 - 1;
  let at = 0;
  for (let row = 0; row < CELLS; row++) {
    for (let column = 0; column < CELLS; column++) {
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        let squares = 0;
        for (let y = row * side; y < (row + 1) * side; y++) {
          for (let x = column * side; x < (column + 1) * side; x++) {
            const one = value(x, y, channel);
            sum += one;
            squares += one * one;
          }
        }
        const mean = sum / side ** 2;
        result[at++] = mean;
        result[at++] = Math.sqrt(Math.max(0, squares / side ** 2 - mean * mean));
      }
    }
  }
  for (let channel = 0; channel < 3; channel++) {
    let sum = 0;
    for (let y = 1; y < size - 1; y++) {
      for (let x = 1; x < size - 1; x++) {
        const around =
          value(x - 1, y, channel) +
          value(x + 1, y, channel) +
          value(x, y - 1, channel) +
          value(x, y + 1, channel);
        sum += Math.abs(around - 4 * value(x, y, channel));
      }
    }
    result[at++] = sum / (size - 2) ** 2;
  }
  return result;
}
