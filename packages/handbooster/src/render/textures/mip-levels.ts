import type { Texture } from '../../objects/object-model.js';

/** A texture and its successive halvings, down to one texel. `levels[0]` is the texture itself. */
export interface MipLevels {
  levels: Texture[];
}

const made = new WeakMap<Texture, MipLevels>();

/**
 * The mip levels of a texture, made once and remembered with it. Each texel is the mean of the part of the
 * level below that it covers (so odd sizes lose no row), in the stored, gamma-encoded values.
 */
export function mipLevels(texture: Texture): MipLevels {
  let found = made.get(texture);
  if (!found) {
    const levels = [texture];
    let last = texture;
    while (last.width > 1 || last.height > 1) {
      last = halve(last);
      levels.push(last);
    }
    found = { levels };
    made.set(texture, found);
  }
  return found;
}

function halve(source: Texture): Texture {
  const width = Math.max(1, source.width >> 1);
  const height = Math.max(1, source.height >> 1);
  const rows = shrink(source.pixels, source.height, height, source.width * 3);
  const pixels = new Uint8Array(width * height * 3);
  const line = new Float64Array(width * 3);
  for (let y = 0; y < height; y++) {
    const from = rows.subarray(y * source.width * 3, (y + 1) * source.width * 3);
    line.set(shrink(from, source.width, width, 3));
    for (let i = 0; i < line.length; i++) pixels[y * width * 3 + i] = Math.round(line[i]);
  }
  return { width, height, pixels };
}

/** Area-weighted means of `from` items of `stride` numbers each, down to `to` items. */
function shrink(values: ArrayLike<number>, from: number, to: number, stride: number): Float64Array {
  const out = new Float64Array(to * stride);
  const ratio = from / to;
  for (let i = 0; i < to; i++) {
    const low = i * ratio;
    const high = (i + 1) * ratio;
    for (let j = Math.floor(low); j < Math.min(from, Math.ceil(high)); j++) {
      const weight = (Math.min(high, j + 1) - Math.max(low, j)) / ratio;
      for (let k = 0; k < stride; k++) out[i * stride + k] += weight * values[j * stride + k];
    }
  }
  return out;
}
