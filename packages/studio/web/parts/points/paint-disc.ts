import type { DiscMask } from './disc-masks.js';

/** Pixels as a canvas has them: red, green, blue and opacity, not multiplied with each other. */
export interface Pixels {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

/**
 * Puts a disc over what is there.
 *
 * @param left, top pixel in which its middle lies.
 * @param opacity 0 ... 255.
 * @param edged whether it has a dark edge.
 */
export function paintDisc(
  { width, height, data }: Pixels,
  { side, reach, cover, edge }: DiscMask,
  left: number,
  top: number,
  [red, green, blue]: readonly [number, number, number],
  opacity: number,
  edged: boolean,
): void {
  const [startX, endX] = [Math.max(0, reach - left), Math.min(side, width - left + reach)];
  const [startY, endY] = [Math.max(0, reach - top), Math.min(side, height - top + reach)];
  for (let y = startY; y < endY; y++) {
    let to = 4 * ((top - reach + y) * width + left - reach + startX);
    for (let at = y * side + startX; at < y * side + endX; at++, to += 4) {
      if (cover[at] === 0) continue;
      const over = (cover[at] * opacity) / 255;
      const light = edged ? 1 - edge[at] / 255 : 1;
      const under = data[to + 3];
      // What is below shows through what is left.
      const rest = (under * (255 - over)) / 255;
      const all = over + rest;
      const share = over / all;
      data[to] += (red * light - data[to]) * share;
      data[to + 1] += (green * light - data[to + 1]) * share;
      data[to + 2] += (blue * light - data[to + 2]) * share;
      data[to + 3] = all;
    }
  }
}
