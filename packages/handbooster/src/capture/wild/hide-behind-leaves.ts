import type { Random } from '@handbooster/torch/random';
import { hsvColor, scaleColor } from '../surfaces/color.js';
import { drawLeaf, paintLeaf } from './leaf.js';
import { octaveNoise } from './octave-noise.js';

/**
 * Puts flat shapes before the hand, none of which may hide more of it than is allowed in all.
 *
 * @param light (H, W, 3); @param segmentation (H, W) becomes 0 where a shape lies
 * @param brightness of a white shape
 * @param most share of the hand that may be hidden
 */
export function hideBehindLeaves(
  random: Random,
  light: Float32Array,
  segmentation: Uint8Array,
  width: number,
  brightness: number,
  most: number,
): void {
  const height = segmentation.length / width;
  const hand = [...segmentation.keys()].filter((pixel) => segmentation[pixel] === 255);
  if (hand.length === 0) return;
  const texture = octaveNoise(random, width, height, 1.6).map((value) => 0.2 * value);
  const extent = Math.sqrt(hand.length);
  let left = most * hand.length;
  for (let k = 1 + random.integer(3); k > 0; k--) {
    const at = random.choice(hand);
    const [x, y] = [(at % width) + random.normal(0, extent / 2), Math.floor(at / width)];
    const color = hsvColor(random.uniform(), random.uniform(0, 0.8), random.uniform(0.05, 1));
    const leaf = drawLeaf(
      random,
      x,
      y + random.normal(0, extent / 2),
      extent * random.uniform(0.15, 0.6),
      scaleColor(color, brightness),
    );
    const pixels: number[] = [];
    const scratch = new Float32Array(light.length);
    paintLeaf(leaf, scratch, [width, height], random.uniform() < 0.6 ? texture : null, (p) => pixels.push(p));
    const hidden = pixels.filter((pixel) => segmentation[pixel] === 255).length;
    if (hidden > left) continue;
    left -= hidden;
    for (const pixel of pixels) {
      for (let c = 0; c < 3; c++) light[pixel * 3 + c] = scratch[pixel * 3 + c];
      segmentation[pixel] = 0;
    }
  }
}
