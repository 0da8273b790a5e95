import type { Texture } from '../../objects/object-model.js';
import { mipLevels } from './mip-levels.js';

/**
 * A texture whose texels are one number each, 0xBBGGRR, so that four of them are mixed with few operations.
 * They lie in memory that threads share.
 */
export interface PackedTexture {
  width: number;
  height: number;
  texels: Int32Array;
}

const made = new WeakMap<Texture, PackedTexture[]>();

/** The mip levels of a texture, packed; made once and remembered with it. */
export function packedLevels(texture: Texture): PackedTexture[] {
  let found = made.get(texture);
  if (!found) {
    found = mipLevels(texture).levels.map(({ width, height, pixels }) => {
      // Threads read the same memory. A page has none that is shared, unless its server isolates it.
      const Memory = typeof SharedArrayBuffer === 'undefined' ? ArrayBuffer : SharedArrayBuffer;
      const texels = new Int32Array(new Memory(4 * width * height));
      for (let i = 0; i < texels.length; i++) {
        texels[i] = pixels[i * 3] | (pixels[i * 3 + 1] << 8) | (pixels[i * 3 + 2] << 16);
      }
      return { width, height, texels };
    });
    made.set(texture, found);
  }
  return found;
}

/** Takes levels that another thread has packed, instead of packing the texture again. */
export function adoptLevels(texture: Texture, levels: PackedTexture[]): void {
  made.set(texture, levels);
}

/** Mixed colours come in steps of a quarter of a texel's: 0 ... 1020. */
export const PACKED_STEPS = 1020;

/**
 * The colour at (u, v), bilinear, as exact mixing has it to within 1/512 of a texel in position: weights are
 * whole 256ths, and two channels are mixed by one multiplication.
 *
 * @param out three numbers 0 ... `PACKED_STEPS`
 */
export function samplePacked(
  { width, height, texels }: PackedTexture,
  u: number,
  v: number,
  out: Int32Array,
): void {
  // In 256ths of a texel.
  const x = Math.floor((u - Math.floor(u)) * width * 256 - 127.5) | 0;
  const y = Math.floor((1 - (v - Math.floor(v))) * height * 256 - 127.5) | 0;
  let x0 = x >> 8;
  let y0 = y >> 8;
  let x1 = x0 + 1;
  let y1 = y0 + 1;
  if (x0 < 0) x0 = width - 1;
  if (x1 >= width) x1 = 0;
  if (y0 < 0) y0 = height - 1;
  if (y1 >= height) y1 = 0;
  const a = texels[y0 * width + x0];
  const b = texels[y0 * width + x1];
  const c = texels[y1 * width + x0];
  const d = texels[y1 * width + x1];
  const tx = x & 255;
  const ty = y & 255;
  const wd = (tx * ty + 128) >> 8;
  const wb = tx - wd;
  const wc = ty - wd;
  const wa = 256 - tx - wc;
  // Each product is at most 255 x 256, so that two fit side by side.
  const redBlue =
    Math.imul(a & 0xff00ff, wa) +
    Math.imul(b & 0xff00ff, wb) +
    Math.imul(c & 0xff00ff, wc) +
    Math.imul(d & 0xff00ff, wd);
  const green =
    Math.imul((a >> 8) & 255, wa) +
    Math.imul((b >> 8) & 255, wb) +
    Math.imul((c >> 8) & 255, wc) +
    Math.imul((d >> 8) & 255, wd);
  out[0] = ((redBlue & 0xffff) + 32) >> 6;
  out[1] = (green + 32) >> 6;
  out[2] = (((redBlue >>> 16) & 0xffff) + 32) >> 6;
}
