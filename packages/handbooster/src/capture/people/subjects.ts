import { Random } from '@handbooster/torch/random';
import { subjectFolder } from '../plan/capture-plan.js';
import { type Color, hexColor, hsvColor, mixColors, scaleColor } from '../surfaces/color.js';
import type { Pattern } from '../surfaces/pattern.js';

/** A person of the simulated capture: all that pictures show of them. */
export interface Subject {
  folder: string;
  /** (10) shape of the hand, in the hand model's shape coefficients. */
  betas: Float32Array;
  skin: {
    /** Colour of the back of the hand, of the palm, and what blood adds at knuckles and fingertips. */
    back: Color;
    palm: Color;
    blush: number;
    /** Strength of wrinkles, veins and of unevenness, about 0 ... 1. */
    creases: number;
    veins: number;
    mottle: number;
    shine: number;
    seed: number;
  };
  nails: { color: Color; painted: boolean; length: number };
  /** Distance from the wrist along the arm where the sleeve begins, metres. */
  sleeveStart: number;
  sleeve: Pattern;
  /** Girth of the forearm against the wrist's. */
  forearm: number;
  /** Of the right shoulder in the table's frame, metres; a left one is its mirror image. */
  shoulder: readonly [number, number, number];
  /** A watch or bracelet, or nothing. */
  band: { color: Color; width: number; place: number } | null;
}

/** Back and palm of the hand in linear light, from very light to very dark skin. */
const TONES: readonly (readonly [Color, Color])[] = [
  [hexColor('efcdb8'), hexColor('f2c6b4')],
  [hexColor('e3b79b'), hexColor('ecbba4')],
  [hexColor('d3a07e'), hexColor('e3ab90')],
  [hexColor('b98660'), hexColor('d69d7e')],
  [hexColor('976644'), hexColor('c48a69')],
  [hexColor('74492f'), hexColor('b07c5c')],
  [hexColor('523222'), hexColor('96684d')],
  [hexColor('3b251b'), hexColor('805a45')],
];
const POLISH = ['a3142b', '1d2c5c', '6fc7b1', '3a1730', 'e07a9a'];
const CLOTH_KINDS = ['weave', 'weave', 'weave', 'stripes', 'checks'] as const;

/**
 * `count` people. Person i does not depend on the count; skin tones are spread over people in a fixed order.
 */
export function captureSubjects(seed: number, count: number): Subject[] {
  return Array.from({ length: count }, (_, i) => subject(seed, i));
}

function subject(seed: number, index: number): Subject {
  const random = new Random(seed, 'subject', index);
  // The golden ratio spreads any number of people over all tones, near ones far apart in order.
  const tone = (index * 0.618034 + new Random(seed, 'subject-tones').uniform()) % 1;
  const place = tone ** 1.25 * (TONES.length - 1);
  const at = Math.min(TONES.length - 2, Math.floor(place));
  const t = place - at;
  const warmth: Color = [random.uniform(0.95, 1.05), random.uniform(0.96, 1.03), random.uniform(0.9, 1.06)];
  const tint = (color: Color): Color => [color[0] * warmth[0], color[1] * warmth[1], color[2] * warmth[2]];
  const back = tint(mixColors(TONES[at][0], TONES[at + 1][0], t));
  const palm = tint(mixColors(TONES[at][1], TONES[at + 1][1], t));
  const painted = random.uniform() < 0.3;
  const cloth = hsvColor(random.uniform(), random.uniform(0.05, 0.75), random.uniform(0.12, 0.95));
  const sleeves = random.uniform();
  return {
    folder: subjectFolder(index),
    betas: Float32Array.from({ length: 10 }, () => Math.max(-1.8, Math.min(1.8, random.normal(0, 0.8)))),
    skin: {
      back,
      palm,
      blush: random.uniform(0.5, 1),
      creases: random.uniform(0.5, 1),
      veins: random.uniform(0.1, 0.8),
      mottle: random.uniform(0.5, 1),
      shine: random.uniform(0.6, 1.3),
      seed: random.integer(1 << 30),
    },
    nails: {
      color: painted
        ? hexColor(random.choice(POLISH))
        : mixColors(palm, mixColors(back, hexColor('eebfb2'), 0.72), 0.4),
      painted,
      length: random.uniform(0, 0.0025),
    },
    // Long, pushed up, or short.
    sleeveStart:
      sleeves < 0.4 ? random.uniform(0.035, 0.075) : sleeves < 0.65 ? random.uniform(0.1, 0.18) : 0.36,
    sleeve: {
      kind: random.choice(CLOTH_KINDS),
      colors: [cloth, scaleColor(cloth, random.uniform(0.35, 0.85)), cloth],
      scale: random.uniform(0.05, 0.11),
      seed: random.integer(1 << 30),
    },
    forearm: random.uniform(1.25, 1.5),
    shoulder: [random.uniform(0.12, 0.26), random.uniform(-0.62, -0.55), random.uniform(0.28, 0.4)],
    band:
      sleeves >= 0.4 && random.uniform() < 0.5
        ? {
            color: hsvColor(random.uniform(), random.uniform(0, 0.6), random.uniform(0.08, 0.7)),
            width: random.uniform(0.006, 0.022),
            place: random.uniform(0.032, 0.045),
          }
        : null,
  };
}
