/** (3, S, S) in 0 ... 1 -> (S, S, 3) bytes. */
export function interleaved(planes: Float32Array, size: number): Uint8Array {
  const count = size * size;
  const bytes = new Uint8Array(3 * count);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < 3; k++)
      bytes[3 * i + k] = Math.round(255 * Math.min(1, Math.max(0, planes[k * count + i])));
  }
  return bytes;
}
