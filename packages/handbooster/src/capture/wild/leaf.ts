import type { Random } from '@handbooster/torch/random';
import type { Color } from '../surfaces/color.js';

/** A flat shape of one colour that shades off across: a leaf of the dead leaves model. */
export interface Leaf {
  kind: 'ellipse' | 'box' | 'wedge';
  /** Middle, half its length and half its width, pixels; how far it is turned. */
  x: number;
  y: number;
  length: number;
  width: number;
  turn: number;
  color: Color;
  /** By how much its colour grows from one end to the other, as a share. */
  slope: number;
}

/** A leaf of that half length about (x, y), in any shape and direction. */
export function drawLeaf(random: Random, x: number, y: number, length: number, color: Color): Leaf {
  return {
    kind: random.choice(['ellipse', 'ellipse', 'box', 'box', 'wedge']),
    x,
    y,
    length,
    width: length * random.uniform(0.15, 1),
    turn: random.uniform(0, Math.PI),
    color,
    slope: random.uniform(-0.5, 0.5),
  };
}

/**
 * Paints a leaf over a picture.
 *
 * @param light (H, W, 3)
 * @param texture (H, W) by which its colour is multiplied, as a share more or less; null for none
 * @param onPixel told of each pixel that was painted
 */
export function paintLeaf(
  { kind, x, y, length, width, turn, color, slope }: Leaf,
  light: Float32Array,
  [across, down]: readonly [number, number],
  texture: Float32Array | null,
  onPixel: (pixel: number) => void = () => {},
): void {
  const reach = Math.ceil(Math.hypot(length, width));
  const cosine = Math.cos(turn);
  const sine = Math.sin(turn);
  const last = Math.min(down - 1, Math.floor(y + reach));
  for (let row = Math.max(0, Math.ceil(y - reach)); row <= last; row++) {
    const end = Math.min(across - 1, Math.floor(x + reach));
    for (let column = Math.max(0, Math.ceil(x - reach)); column <= end; column++) {
      const u = ((column - x) * cosine + (row - y) * sine) / length;
      const v = ((row - y) * cosine - (column - x) * sine) / width;
      const inside =
        kind === 'ellipse'
          ? u * u + v * v <= 1
          : kind === 'box'
            ? Math.abs(u) <= 1 && Math.abs(v) <= 1
            : Math.abs(u) <= 1 && Math.abs(v) <= (1 - u) / 2;
      if (!inside) continue;
      const pixel = row * across + column;
      const gain = (1 + slope * u) * (texture === null ? 1 : Math.max(0, 1 + texture[pixel]));
      for (let c = 0; c < 3; c++) light[pixel * 3 + c] = color[c] * gain;
      onPixel(pixel);
    }
  }
}
