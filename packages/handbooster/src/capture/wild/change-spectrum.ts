import type { Random } from '@handbooster/torch/random';

/** Half widths in pixels of the means between which the bands of a picture lie. */
const REACHES = [1, 2, 4, 8] as const;
/** Least and greatest period, in pixels, of the plane wave. */
const PERIODS = [3, 40] as const;

/**
 * Changes the amplitude spectrum of a picture (H, W, 3) in 0 ... 255 and leaves its phases, in which shapes
 * are: each band of frequencies gets a gain of its own (after amplitude-phase recombination, Chen et al.
 * 2021, with drawn amplitudes in place of another picture's), and a wave of one frequency is added (Vaish et
 * al. 2024). Bands are differences of means over squares, so any size will do.
 *
 * @param strength deviation of the logarithm of the gains
 */
export function changeSpectrum(
  random: Random,
  picture: Uint8Array,
  width: number,
  strength: number,
): Uint8Array<ArrayBuffer> {
  const height = picture.length / 3 / width;
  let finer = Float32Array.from(picture);
  const sum = new Float32Array(picture.length);
  for (const reach of REACHES) {
    const coarser = boxMean(finer, width, height, reach);
    const gain = Math.exp(random.normal(0, strength));
    for (let i = 0; i < sum.length; i++) sum[i] += gain * (finer[i] - coarser[i]);
    finer = coarser;
  }
  const period = PERIODS[0] * (PERIODS[1] / PERIODS[0]) ** random.uniform();
  const angle = random.uniform(0, 2 * Math.PI);
  const across = (2 * Math.PI * Math.cos(angle)) / period;
  const down = (2 * Math.PI * Math.sin(angle)) / period;
  const phase = random.uniform(0, 2 * Math.PI);
  const waves = [0, 1, 2].map(() => random.normal(0, 12 * strength));
  const out = new Uint8Array(picture.length);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 3) {
      const wave = Math.sin(across * x + down * y + phase);
      for (let c = 0; c < 3; c++) {
        out[i + c] = Math.max(0, Math.min(255, Math.round(finer[i + c] + sum[i + c] + waves[c] * wave)));
      }
    }
  }
  return out;
}

/** Mean over squares of 2 reach + 1 pixels, edges repeated; (H, W, 3). */
function boxMean(values: Float32Array, width: number, height: number, reach: number) {
  const along = new Float32Array(values.length);
  for (let y = 0; y < height; y++) meanOfLine(values, along, y * width * 3, 3, width, reach);
  const out = new Float32Array(values.length);
  for (let x = 0; x < width; x++) meanOfLine(along, out, x * 3, width * 3, height, reach);
  return out;
}

/** The moving mean of `count` pixels, `stride` numbers apart. */
function meanOfLine(
  from: Float32Array,
  to: Float32Array,
  first: number,
  stride: number,
  count: number,
  reach: number,
): void {
  const at = (k: number) => first + Math.max(0, Math.min(count - 1, k)) * stride;
  for (let c = 0; c < 3; c++) {
    let sum = 0;
    for (let k = -reach; k <= reach; k++) sum += from[at(k) + c];
    for (let k = 0; k < count; k++) {
      to[first + k * stride + c] = sum / (2 * reach + 1);
      sum += from[at(k + reach + 1) + c] - from[at(k - reach) + c];
    }
  }
}
