/**
 * Smooth random functions of place for the surfaces of the simulated capture. Whole-number hashing only, so
 * the values are the same everywhere.
 */

const ALONG_X = 0x8da6b343 | 0;
const ALONG_Y = 0xd8163841 | 0;
const ALONG_Z = 0xcb1ab31f | 0;

/** A number in [0, 1) for a lattice point. */
export function latticeValue(x: number, y: number, z: number, seed: number): number {
  return mixed(Math.imul(x, ALONG_X) ^ Math.imul(y, ALONG_Y) ^ Math.imul(z, ALONG_Z) ^ seed);
}

function mixed(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return ((h ^ (h >>> 15)) >>> 0) / 4294967296;
}

/** Value noise in [-1, 1] with features one unit apart. */
export function smoothNoise(x: number, y: number, z: number, seed: number): number {
  const ix = Math.floor(x);
  const iy = Math.floor(y);
  const iz = Math.floor(z);
  const fx = x - ix;
  const fy = y - iy;
  const fz = z - iz;
  const ux = fx * fx * (3 - 2 * fx);
  const uy = fy * fy * (3 - 2 * fy);
  const uz = fz * fz * (3 - 2 * fz);
  // The products of the neighbours' hashes follow from those of the first corner.
  const x0 = Math.imul(ix, ALONG_X);
  const x1 = (x0 + ALONG_X) | 0;
  const y0 = Math.imul(iy, ALONG_Y);
  const z0 = Math.imul(iz, ALONG_Z) ^ seed;
  const z1 = Math.imul(iz + 1, ALONG_Z) ^ seed;
  let total = 0;
  for (let k = 0; k < 2; k++) {
    const wz = k === 0 ? 1 - uz : uz;
    // On lattice planes, as where a pattern has two coordinates only, half of it has no weight.
    if (wz === 0) continue;
    for (let j = 0; j < 2; j++) {
      const wy = j === 0 ? 1 - uy : uy;
      if (wy === 0) continue;
      const yz = (j === 0 ? y0 : (y0 + ALONG_Y) | 0) ^ (k === 0 ? z0 : z1);
      const a = mixed(x0 ^ yz);
      const b = mixed(x1 ^ yz);
      total += wz * wy * (a + (b - a) * ux);
    }
  }
  return 2 * total - 1;
}

/** A sum of `octaves` noises, each twice as fine and half as strong as the one before; about [-1, 1]. */
export function fractalNoise(x: number, y: number, z: number, octaves: number, seed: number): number {
  let total = 0;
  let weight = 1;
  let sum = 0;
  let scale = 1;
  for (let octave = 0; octave < octaves; octave++) {
    total += weight * smoothNoise(x * scale, y * scale, z * scale, seed + octave * 1013);
    sum += weight;
    weight *= 0.5;
    scale *= 2.03;
  }
  return total / sum;
}
