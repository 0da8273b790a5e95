import type { Random } from '@handbooster/torch/random';

/**
 * Noise (H, W) of deviation 1 whose power falls as that of photographs, by about the square of the frequency:
 * octaves of random grids, each twice as coarse and `growth` times as strong as the one before.
 */
export function octaveNoise(random: Random, width: number, height: number, growth = 2): Float32Array {
  const out = new Float32Array(width * height);
  let power = 0;
  for (let cell = 2, weight = 1; cell < 2 * Math.max(width, height); cell *= 2, weight *= growth) {
    const columns = Math.ceil(width / cell) + 2;
    const grid = random.fillNormal(new Float32Array(columns * (Math.ceil(height / cell) + 2)));
    const [shiftX, shiftY] = [random.uniform(), random.uniform()];
    for (let y = 0; y < height; y++) {
      const v = y / cell + shiftY;
      const row = Math.floor(v);
      const fv = v - row;
      for (let x = 0; x < width; x++) {
        const u = x / cell + shiftX;
        const column = Math.floor(u);
        const fu = u - column;
        const at = row * columns + column;
        const upper = grid[at] + (grid[at + 1] - grid[at]) * fu;
        const lower = grid[at + columns] + (grid[at + columns + 1] - grid[at + columns]) * fu;
        out[y * width + x] += weight * (upper + (lower - upper) * fv);
      }
    }
    // Between grid points a mix of four has 4/9 of their variance on average.
    power += (weight * weight * 4) / 9;
  }
  const scale = 1 / Math.sqrt(power);
  for (let i = 0; i < out.length; i++) out[i] *= scale;
  return out;
}
