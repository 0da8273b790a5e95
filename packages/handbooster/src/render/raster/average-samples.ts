/**
 * Averages blocks of factor x factor samples into pixels: the anti-aliased picture of a supersampled one
 * (`supersampledCamera`).
 *
 * @param samples (height factor, width factor, channels)
 * @param out (height, width, channels); rounded to whole numbers when it is a Uint8Array
 */
export function averageSamples<T extends Float32Array | Uint8Array>(
  samples: ArrayLike<number>,
  width: number,
  height: number,
  channels: number,
  factor: number,
  out: T,
): T {
  const row = width * factor * channels;
  const whole = out instanceof Uint8Array;
  const inverse = 1 / (factor * factor);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const first = y * factor * row + x * factor * channels;
      for (let k = 0; k < channels; k++, i++) {
        let sum = 0;
        for (let sy = 0; sy < factor; sy++) {
          for (let sx = 0; sx < factor; sx++) sum += samples[first + sy * row + sx * channels + k];
        }
        const mean = sum * inverse;
        out[i] = whole ? Math.min(255, Math.max(0, Math.round(mean))) : mean;
      }
    }
  }
  return out;
}
