/** What a picture (H, W, 3) becomes when the camera moves by so many pixels along an angle meanwhile. */
export function smear(
  light: Float32Array,
  width: number,
  length: number,
  angle: number,
): Float32Array<ArrayBuffer> {
  const height = light.length / 3 / width;
  const steps = Math.max(2, Math.ceil(length) + 1);
  const out = new Float32Array(light.length);
  for (let k = 0; k < steps; k++) {
    const at = (k / (steps - 1) - 0.5) * length;
    const dx = Math.round(at * Math.cos(angle));
    const dy = Math.round(at * Math.sin(angle));
    for (let y = 0; y < height; y++) {
      const row = Math.min(height - 1, Math.max(0, y + dy)) * width;
      for (let x = 0; x < width; x++) {
        const from = (row + Math.min(width - 1, Math.max(0, x + dx))) * 3;
        const to = (y * width + x) * 3;
        for (let c = 0; c < 3; c++) out[to + c] += light[from + c] / steps;
      }
    }
  }
  return out;
}
