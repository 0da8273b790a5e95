import type { Texture } from '../../src/objects/object-model.js';
import type { MipLevels } from '../../src/render/textures/mip-levels.js';

/**
 * What packed textures are held against. The colour of a texture at (u, v): bilinear in the two nearest mip
 * levels and linear between them. The texture repeats; (0, 0) is the bottom left corner of the image, as in
 * OBJ.
 *
 * @param level 0 for the full size, 1 for half, ...; clamped to what there is
 * @param out three numbers from `offset` on, in the texture's 0 ... 255
 */
export function sampleTexture(
  mips: MipLevels,
  u: number,
  v: number,
  level: number,
  out: Float32Array | Float64Array,
  offset = 0,
): void {
  const { levels } = mips;
  const last = levels.length - 1;
  if (!(level > 0)) {
    sampleLevel(levels[0], u, v, 1, out, offset, false);
  } else if (level >= last) {
    sampleLevel(levels[last], u, v, 1, out, offset, false);
  } else {
    const lower = Math.floor(level);
    const t = level - lower;
    sampleLevel(levels[lower], u, v, 1 - t, out, offset, false);
    if (t > 0) sampleLevel(levels[lower + 1], u, v, t, out, offset, true);
  }
}

function sampleLevel(
  texture: Texture,
  u: number,
  v: number,
  weight: number,
  out: Float32Array | Float64Array,
  offset: number,
  add: boolean,
): void {
  const { width, height, pixels } = texture;
  const x = (u - Math.floor(u)) * width - 0.5;
  const y = (1 - (v - Math.floor(v))) * height - 0.5;
  let x0 = Math.floor(x);
  let y0 = Math.floor(y);
  const tx = x - x0;
  const ty = y - y0;
  let x1 = x0 + 1;
  let y1 = y0 + 1;
  if (x0 < 0) x0 = width - 1;
  if (x1 >= width) x1 = 0;
  if (y0 < 0) y0 = height - 1;
  if (y1 >= height) y1 = 0;
  const a = (y0 * width + x0) * 3;
  const b = (y0 * width + x1) * 3;
  const c = (y1 * width + x0) * 3;
  const d = (y1 * width + x1) * 3;
  const wa = (1 - tx) * (1 - ty) * weight;
  const wb = tx * (1 - ty) * weight;
  const wc = (1 - tx) * ty * weight;
  const wd = tx * ty * weight;
  const red = pixels[a] * wa + pixels[b] * wb + pixels[c] * wc + pixels[d] * wd;
  const green = pixels[a + 1] * wa + pixels[b + 1] * wb + pixels[c + 1] * wc + pixels[d + 1] * wd;
  const blue = pixels[a + 2] * wa + pixels[b + 2] * wb + pixels[c + 2] * wc + pixels[d + 2] * wd;
  if (add) {
    out[offset] += red;
    out[offset + 1] += green;
    out[offset + 2] += blue;
  } else {
    out[offset] = red;
    out[offset + 1] = green;
    out[offset + 2] = blue;
  }
}
