import type { Random } from '@handbooster/torch/random';
import { type Color, hexColor, hsvColor, mixColors, scaleColor } from '../surfaces/color.js';
import { type PatternKind, patternColor } from '../surfaces/pattern.js';
import { drawLeaf, paintLeaf } from './leaf.js';
import { octaveNoise } from './octave-noise.js';

const KINDS = ['noise', 'leaves', 'leaves', 'gradient', 'patches', 'pattern'] as const;
const PATTERNS: readonly PatternKind[] = [
  'wood',
  'marble',
  'speckle',
  'stripes',
  'checks',
  'dots',
  'bricks',
  'tiles',
  'planks',
  'weave',
  'books',
  'poster',
  'curtain',
  'view',
];
/** Things of the colour of skin that are no hand. */
const SKINLIKE = ['efcdb8', 'd3a07e', 'b98660', '74492f', 'c89b6a', 'd9b98c'];

/** Half lengths of dead leaves in picture widths; their number falls with the cube of their size. */
const SMALLEST = 0.012;
const LARGEST = 0.5;

/**
 * What lies behind a hand, far away: (H, W, 3) paint in 0 ... 1, with the statistics of photographs (power
 * falling with the square of the frequency, and hard edges at every scale: Lee, Mumford, Huang 2001), or a
 * gradient, a patchwork, a wall paper.
 */
export function backdrop(random: Random, width: number, height: number): Float32Array {
  const kind = random.choice(KINDS);
  const palette = drawPalette(random);
  const paint = new Float32Array(width * height * 3);
  fillGradient(random, paint, width, height, palette);
  if (kind === 'noise') addNoise(random, paint, width, height, random.uniform(0.3, 1.1));
  else if (kind === 'leaves') strewLeaves(random, paint, width, height, palette);
  else if (kind === 'patches') layPatches(random, paint, width, height, palette);
  else if (kind === 'pattern') coverWith(random, paint, [0, 0, width, height], width, palette);
  if (kind !== 'noise' && random.uniform() < 0.6) {
    addNoise(random, paint, width, height, random.uniform(0.05, 0.4));
  }
  return paint;
}

function drawPalette(random: Random): Color[] {
  const dark = random.uniform(0.1, 0.6);
  return Array.from({ length: 3 + random.integer(5) }, () =>
    random.uniform() < 0.15
      ? hexColor(random.choice(SKINLIKE))
      : hsvColor(random.uniform(), random.uniform() ** 1.7 * 0.9, random.uniform(dark, 1)),
  );
}

function fillGradient(
  random: Random,
  paint: Float32Array,
  width: number,
  height: number,
  palette: readonly Color[],
): void {
  const [from, to] = [random.choice(palette), random.choice(palette)];
  const angle = random.uniform(0, 2 * Math.PI);
  const [across, down] = [Math.cos(angle), Math.sin(angle)];
  const span = Math.abs(across) * width + Math.abs(down) * height;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 3) {
      const t = 0.5 + (across * (x - width / 2) + down * (y - height / 2)) / span;
      for (let c = 0; c < 3; c++) paint[i + c] = from[c] + (to[c] - from[c]) * t;
    }
  }
}

/** Multiplies with noise: mostly of all colours alike, as light and shade are. */
function addNoise(
  random: Random,
  paint: Float32Array,
  width: number,
  height: number,
  strength: number,
): void {
  const growth = random.uniform(1.5, 2.3);
  const shared = octaveNoise(random, width, height, growth);
  const hue = octaveNoise(random, width, height, growth);
  const colour = random.uniform(0, 0.6) * strength;
  const tint = [random.normal(), random.normal(), random.normal()].map((value) => value * colour);
  for (let i = 0; i < shared.length; i++) {
    for (let c = 0; c < 3; c++) paint[i * 3 + c] *= Math.exp(strength * shared[i] + tint[c] * hue[i]);
  }
}

function strewLeaves(
  random: Random,
  paint: Float32Array,
  width: number,
  height: number,
  palette: readonly Color[],
): void {
  const texture = octaveNoise(random, width, height, random.uniform(1, 2)).map((value) => 0.15 * value);
  const count = 60 + random.integer(240);
  const ratio = (SMALLEST / LARGEST) ** 2;
  for (let k = 0; k < count; k++) {
    const length = (SMALLEST * width) / Math.sqrt(1 - random.uniform() * (1 - ratio));
    const [a, b] = [random.choice(palette), random.choice(palette)];
    const color = scaleColor(mixColors(a, b, random.uniform()), random.uniform(0.5, 1.3));
    // The few large ones come first more often: small things lie on large ones.
    const grown = k < count / 5 ? Math.min(LARGEST * width, length * random.uniform(3, 12)) : length;
    const leaf = drawLeaf(random, random.uniform(0, width), random.uniform(0, height), grown, color);
    paintLeaf(leaf, paint, [width, height], random.uniform() < 0.5 ? texture : null);
  }
}

function layPatches(
  random: Random,
  paint: Float32Array,
  width: number,
  height: number,
  palette: readonly Color[],
): void {
  for (let k = 2 + random.integer(7); k > 0; k--) {
    const x = random.integer(width);
    const y = random.integer(height);
    const box = [x, y, 8 + random.integer(width), 8 + random.integer(height)] as const;
    coverWith(random, paint, box, width, palette);
  }
}

/** Covers a rectangle of the picture with a pattern. */
function coverWith(
  random: Random,
  paint: Float32Array,
  [left, top, across, down]: readonly [number, number, number, number],
  width: number,
  palette: readonly Color[],
): void {
  const height = paint.length / 3 / width;
  const pattern = {
    kind: random.choice(PATTERNS),
    colors: [random.choice(palette), random.choice(palette), random.choice(palette)] as const,
    scale: random.uniform(0.04, 0.5),
    seed: random.integer(1 << 30),
  };
  const turn = random.uniform() < 0.5 ? 0 : random.uniform(0, Math.PI);
  const [cosine, sine] = [Math.cos(turn), Math.sin(turn)];
  const [shiftX, shiftY] = [random.uniform(-9, 9), random.uniform(-9, 9)];
  const color = new Float64Array(3);
  for (let y = top; y < Math.min(height, top + down); y++) {
    for (let x = left; x < Math.min(width, left + across); x++) {
      const u = (x * cosine + y * sine) / width + shiftX;
      const v = (x * sine - y * cosine) / width + shiftY;
      patternColor(pattern, u, v, 1 / width, color);
      for (let c = 0; c < 3; c++) paint[(y * width + x) * 3 + c] = Math.max(0, color[c]);
    }
  }
}
