import { type Color, mixColors } from './color.js';
import { fractalNoise, latticeValue, smoothNoise } from './noise.js';

/** How a flat thing in the room is painted. */
export type PatternKind =
  | 'plain'
  | 'wood'
  | 'marble'
  | 'speckle'
  | 'stripes'
  | 'checks'
  | 'dots'
  | 'bricks'
  | 'tiles'
  | 'planks'
  | 'weave'
  | 'books'
  | 'poster'
  | 'curtain'
  | 'view';

/** A procedural paint: colours in linear light, `scale` in metres a repeat. */
export interface Pattern {
  kind: PatternKind;
  colors: readonly [Color, Color, Color];
  scale: number;
  seed: number;
}

/**
 * The colour of a pattern at (u, v) metres. `footprint` is the size in metres of what one pixel covers there:
 * detail finer than that is left out, so far walls do not shimmer.
 */
export function patternColor(
  pattern: Pattern,
  u: number,
  v: number,
  footprint: number,
  out: Float64Array,
): void {
  const { kind, colors, scale, seed } = pattern;
  const [a, b, c] = colors;
  const x = u / scale;
  const y = v / scale;
  const blur = footprint / scale;
  let t = 0;
  let shade = 1;
  switch (kind) {
    case 'plain':
      shade = 1 + 0.05 * fractalNoise(u * 3, v * 3, 0, 2, seed);
      break;
    case 'wood': {
      const wave = fractalNoise(x * 0.35, y * 3.2, 0, 2, seed);
      const rings = Math.sin((y * 5 + wave * 3.2) * 2 * Math.PI * 0.5);
      t = 0.5 + 0.35 * rings + 0.3 * wave;
      shade = 1 + fade(blur * 90) * 0.1 * smoothNoise(x * 5, y * 90, 1, seed + 1);
      break;
    }
    case 'marble': {
      const vein = Math.abs(fractalNoise(x, y, 0, 4, seed));
      t = Math.exp(-vein * 14) * 0.8;
      shade = 1 + 0.08 * smoothNoise(x * 2, y * 2, 3, seed + 5);
      break;
    }
    case 'speckle': {
      const grain = smoothNoise(x * 8, y * 8, 0, seed);
      const fine = smoothNoise(x * 21, y * 21, 2, seed + 1);
      t = fade(blur * 8) * (grain > 0.45 ? 0.8 : grain < -0.5 ? 0.35 : 0);
      shade = 1 + fade(blur * 20) * 0.12 * fine;
      break;
    }
    case 'stripes':
      t = softSquare(x, blur);
      break;
    case 'checks':
      t = 0.5 * (softSquare(x, blur) + softSquare(y, blur));
      shade = 1 + fade(blur * 30) * 0.06 * smoothNoise(x * 40, y * 40, 0, seed);
      break;
    case 'dots': {
      const row = Math.floor(y);
      const px = x + (row & 1) * 0.5 - Math.floor(x + (row & 1) * 0.5) - 0.5;
      const py = y - row - 0.5;
      t = 1 - softStep(Math.hypot(px, py) - 0.22, blur + 0.03);
      break;
    }
    case 'bricks':
    case 'tiles':
    case 'planks': {
      const long = kind === 'bricks' ? 2.6 : kind === 'planks' ? 9 : 1;
      const row = Math.floor(y);
      const shift =
        kind === 'tiles' ? 0 : kind === 'bricks' ? (row & 1) * 0.5 : latticeValue(row, 7, 1, seed);
      const along = x / long + shift;
      const column = Math.floor(along);
      const joint = kind === 'planks' ? 0.02 : 0.06;
      const gap = Math.min(
        1 - Math.abs(2 * (y - row) - 1) - joint,
        (1 - Math.abs(2 * (along - column) - 1)) * long - joint,
      );
      const tone = latticeValue(column, row, 2, seed);
      t = softStep(gap, blur + 0.02);
      const grain =
        kind === 'planks' ? smoothNoise(x * 0.7, y * 9, row, seed + 3) : smoothNoise(x * 4, y * 4, 0, seed);
      shade = 0.82 + 0.3 * tone + fade(blur * 8) * 0.12 * grain;
      mixInto(out, b, a, t, shade);
      return;
    }
    case 'weave': {
      const over = Math.sin(x * 40) * Math.sin(y * 40);
      t = 0.5 + 0.5 * smoothNoise(x * 1.5, y * 1.5, 0, seed);
      shade = 1 + fade(blur * 12) * 0.16 * over + 0.07 * fractalNoise(x * 3, y * 3, 0, 2, seed + 9);
      mixInto(out, a, b, t * 0.5, shade);
      return;
    }
    case 'books': {
      const shelf = Math.floor(y / 3);
      const level = y / 3 - shelf;
      const book = Math.floor(x * 6);
      const pick = latticeValue(book, shelf, 0, seed);
      const height = 0.55 + 0.35 * latticeValue(book, shelf, 1, seed);
      if (level > height || level < 0.06) {
        mixInto(out, c, c, 0, level < 0.06 ? 1 : 0.35);
        return;
      }
      const base = pick < 0.33 ? a : pick < 0.66 ? b : c;
      const other = latticeValue(book, shelf, 3, seed);
      const edge = 1 - Math.abs(2 * (x * 6 - book) - 1);
      mixInto(
        out,
        base,
        [other, other * 0.9, other * 0.8],
        0.35 * latticeValue(book, shelf, 2, seed),
        0.6 + 0.5 * Math.min(1, edge * 3),
      );
      return;
    }
    case 'poster': {
      const cell = latticeValue(Math.floor(x * 3), Math.floor(y * 4), 0, seed);
      const wave = fractalNoise(x * 2, y * 2, 0, 2, seed);
      t = cell < 0.4 ? 0 : cell < 0.7 ? 1 : 0.5 + 0.5 * wave;
      if (wave > 0.35) {
        mixInto(out, c, a, 0.2, 1);
        return;
      }
      break;
    }
    case 'curtain':
      shade = 0.75 + 0.25 * Math.sin(x * 2 * Math.PI + 2 * smoothNoise(x, y * 0.2, 0, seed));
      t = 0.3 + 0.3 * smoothNoise(x * 0.5, y * 0.1, 1, seed);
      break;
    case 'view': {
      const skyline = 0.2 * fractalNoise(x * 1.3, 0, 0, 3, seed) - 0.05;
      if (y < skyline) {
        const leaf = smoothNoise(x * 9, y * 9, 0, seed + 2);
        mixInto(out, b, c, 0.5 + 0.5 * leaf, 1);
        return;
      }
      shade = 1 + 0.25 * fractalNoise(x * 1.5, y * 3, 0, 3, seed + 4);
      break;
    }
  }
  mixInto(out, a, b, t < 0 ? 0 : Math.min(t, 1), shade);
}

function mixInto(out: Float64Array, a: Color, b: Color, t: number, shade: number): void {
  out[0] = (a[0] + (b[0] - a[0]) * t) * shade;
  out[1] = (a[1] + (b[1] - a[1]) * t) * shade;
  out[2] = (a[2] + (b[2] - a[2]) * t) * shade;
}

/** 1 where detail is larger than a pixel, 0 where it is lost. */
function fade(pixelsPerDetail: number): number {
  return pixelsPerDetail < 0.5 ? 1 : pixelsPerDetail > 2 ? 0 : (2 - pixelsPerDetail) / 1.5;
}

/** 0 below, 1 above, a ramp of the given width between. */
function softStep(x: number, width: number): number {
  const t = 0.5 + x / width;
  return t < 0 ? 0 : Math.min(t, 1);
}

/** Alternates between 0 and 1 every half unit, edges `blur` wide. */
function softSquare(x: number, blur: number): number {
  const phase = x - Math.floor(x);
  const distance = phase < 0.5 ? Math.min(phase, 0.5 - phase) : -Math.min(phase - 0.5, 1 - phase);
  return softStep(distance, Math.max(blur, 0.02));
}

/** A pattern of the same kind with its colours drawn towards `color`. */
export function tintedPattern(pattern: Pattern, color: Color, amount: number): Pattern {
  const [a, b, c] = pattern.colors;
  return {
    ...pattern,
    colors: [mixColors(a, color, amount), mixColors(b, color, amount), mixColors(c, color, amount)],
  };
}
