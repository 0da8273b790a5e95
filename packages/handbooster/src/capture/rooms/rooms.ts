import { Random } from '@handbooster/torch/random';
import { type Color, hexColor, hsvColor, lightColor, mixColors, scaleColor } from '../surfaces/color.js';
import type { Pattern, PatternKind } from '../surfaces/pattern.js';

/** A box that stands or hangs in a room; metres in the table's frame (z up, the table top at z = 0). */
export interface RoomBox {
  low: readonly [number, number, number];
  high: readonly [number, number, number];
  pattern: Pattern;
  /** Light given off, as a multiple of the pattern's colour; 0 for all but windows, lamps and screens. */
  glow: number;
}

/** The lamp or window that throws the shadows. */
export interface KeyLight {
  /** Unit vector from the table towards the light. */
  direction: readonly [number, number, number];
  /** Tangent of half the angle under which the light is seen: how soft shadows are. */
  softness: number;
  /** Irradiance on a surface that faces it. */
  color: Color;
}

/** Where a sequence is recorded. Metres in the table's frame. */
export interface Room {
  name: string;
  /** Inside of the room's box. */
  low: readonly [number, number, number];
  high: readonly [number, number, number];
  walls: readonly [Pattern, Pattern, Pattern, Pattern];
  floor: Pattern;
  ceiling: Pattern;
  boxes: readonly RoomBox[];
  table: { pattern: Pattern; mat: Pattern | null; gloss: number; halfWidth: number; halfDepth: number };
  key: KeyLight;
  /**
   * Light from all around: from the ceiling, from the walls, and the side (unit x, y) from which more comes.
   */
  ambient: { top: Color; side: Color; bright: readonly [number, number]; brightness: number };
  /** Brightness of the room itself against the table's. */
  level: number;
}

const FLOOR = -0.74;
const WOODS = ['c89b6a', 'a8764a', '7b4f2e', 'd9b98c', '5a3a24', 'b98a5e', 'e2cda8'];
const WALLS = [
  'e8e4da',
  'd8dee2',
  'c9d2c4',
  'e6d7c3',
  'b9c4d0',
  'efefef',
  'd5c7c0',
  '9fb0b4',
  'c7b8a3',
  '8a9a86',
];
const CLOTHS = ['f2f2ee', '2e4a6b', '8c3b3b', '3f6b4f', '222428', 'c9b68f', '6e5a7e', 'd9d0c0', '46545c'];

/** `count` rooms with table, furniture and light; room i does not depend on the count. */
export function captureRooms(seed: number, count: number): Room[] {
  return Array.from({ length: count }, (_, i) => room(seed, i));
}

function room(seed: number, index: number): Room {
  const random = new Random(seed, 'room', index);
  const low: [number, number, number] = [-random.uniform(1.7, 3), -random.uniform(1.7, 2.6), FLOOR];
  const high: [number, number, number] = [
    random.uniform(1.7, 3),
    random.uniform(1.7, 3.2),
    random.uniform(1.7, 2.1),
  ];
  const wallColor = hexColor(random.choice(WALLS));
  const accent = hsvColor(random.uniform(), random.uniform(0.15, 0.5), random.uniform(0.4, 0.9));
  const wall = pattern(
    random,
    random.choice(['plain', 'plain', 'plain', 'stripes', 'bricks', 'tiles']),
    wallColor,
  );
  const feature =
    random.uniform() < 0.4 ? pattern(random, random.choice(['plain', 'bricks', 'planks']), accent) : wall;
  const walls: Pattern[] = [wall, wall, wall, wall];
  walls[random.integer(4)] = feature;
  const warmth = random.uniform(-0.5, 0.9);
  const light = lightColor(warmth);
  const azimuth = random.uniform(0, 2 * Math.PI);
  const elevation = random.uniform(0.6, 1.25);
  const strength = random.uniform(0.5, 1.6);
  const ambient = random.uniform(0.28, 0.5);
  const top = mixColors(scaleColor(lightColor(random.uniform(-0.3, 0.6)), ambient), light, 0.15);
  return {
    name: `room-${String(index + 1).padStart(2, '0')}`,
    low,
    high,
    walls: walls as unknown as Room['walls'],
    floor: pattern(
      random,
      random.choice(['planks', 'tiles', 'weave', 'speckle']),
      hexColor(random.choice(WOODS)),
    ),
    ceiling: pattern(random, 'plain', hexColor('f4f2ee')),
    boxes: furniture(random, low, high, accent, light),
    table: tableTop(random),
    key: {
      direction: [
        Math.cos(azimuth) * Math.cos(elevation),
        Math.sin(azimuth) * Math.cos(elevation),
        Math.sin(elevation),
      ],
      softness: random.uniform(0.03, 0.22),
      color: scaleColor(light, strength),
    },
    ambient: {
      top,
      side: scaleColor(mixColors(top, wallColor, 0.5), random.uniform(0.45, 0.9)),
      bright: unitVector(azimuth + random.uniform(-0.5, 0.5)),
      brightness: random.uniform(0.3, 1.2),
    },
    level: random.uniform(0.45, 1),
  };
}

function unitVector(azimuth: number): [number, number] {
  return [Math.cos(azimuth), Math.sin(azimuth)];
}

function tableTop(random: Random): Room['table'] {
  const kind = random.choice<PatternKind>([
    'wood',
    'wood',
    'plain',
    'marble',
    'speckle',
    'checks',
    'weave',
    'planks',
    'dots',
  ]);
  const cloth = kind === 'checks' || kind === 'weave' || kind === 'dots';
  const base = hexColor(random.choice(kind === 'wood' || kind === 'planks' ? WOODS : CLOTHS));
  const mat =
    random.uniform() < 0.35
      ? pattern(random, random.choice(['weave', 'stripes', 'plain']), hexColor(random.choice(CLOTHS)))
      : null;
  return {
    pattern: pattern(random, kind, base),
    mat,
    gloss: cloth ? 0.01 : random.uniform(0.02, 0.12),
    halfWidth: random.uniform(0.62, 0.85),
    halfDepth: 0.45,
  };
}

function pattern(random: Random, kind: PatternKind, base: Color): Pattern {
  const scales: Record<PatternKind, [number, number]> = {
    plain: [1, 1],
    wood: [0.18, 0.4],
    marble: [0.15, 0.4],
    speckle: [0.05, 0.12],
    stripes: [0.03, 0.2],
    checks: [0.03, 0.08],
    dots: [0.03, 0.07],
    bricks: [0.07, 0.09],
    tiles: [0.12, 0.3],
    planks: [0.09, 0.14],
    weave: [0.08, 0.2],
    books: [0.1, 0.14],
    poster: [0.3, 0.6],
    curtain: [0.08, 0.16],
    view: [0.6, 1],
  };
  const second =
    kind === 'wood' || kind === 'planks' || kind === 'bricks'
      ? scaleColor(base, random.uniform(0.35, 0.75))
      : random.uniform() < 0.5
        ? scaleColor(base, random.uniform(0.3, 0.8))
        : mixColors(
            base,
            hsvColor(random.uniform(), random.uniform(0.1, 0.6), random.uniform(0.3, 0.95)),
            0.7,
          );
  return {
    kind,
    colors: [base, second, hsvColor(random.uniform(), 0.5, 0.6)],
    scale: random.uniform(...scales[kind]),
    seed: random.integer(1 << 30),
  };
}

/** Cupboards, shelves, pictures, a window: things along the walls. */
function furniture(
  random: Random,
  low: readonly [number, number, number],
  high: readonly [number, number, number],
  accent: Color,
  light: Color,
): RoomBox[] {
  const boxes: RoomBox[] = [];
  const colorful = () => hsvColor(random.uniform(), random.uniform(0.1, 0.7), random.uniform(0.25, 0.95));
  for (let wall = 0; wall < 4; wall++) {
    const axis = wall % 2;
    const positive = wall >= 2;
    const along = 1 - axis;
    const hang = (
      from: number,
      to: number,
      bottom: number,
      top: number,
      depth: number,
      p: Pattern,
      glow: number,
    ) => {
      const lowCorner = [0, 0, bottom];
      const highCorner = [0, 0, top];
      lowCorner[axis] = positive ? high[axis] - depth : low[axis];
      highCorner[axis] = positive ? high[axis] : low[axis] + depth;
      lowCorner[along] = from;
      highCorner[along] = to;
      boxes.push({ low: triple(lowCorner), high: triple(highCorner), pattern: p, glow });
    };
    const span = high[along] - low[along];
    const count = 1 + random.integer(3);
    for (let i = 0; i < count; i++) {
      const width = random.uniform(0.35, 0.3 * span);
      const from = low[along] + (i + random.uniform(0.05, 0.5)) * (span / count);
      const to = Math.min(from + width, high[along] - 0.05);
      const kind = random.integer(6);
      if (kind === 0) {
        hang(
          from,
          to,
          FLOOR,
          random.uniform(-0.1, 0.4),
          random.uniform(0.3, 0.5),
          pattern(random, 'wood', hexColor(random.choice(WOODS))),
          0,
        );
      } else if (kind === 1) {
        const shelf = pattern(random, 'books', colorful());
        hang(
          from,
          to,
          FLOOR,
          random.uniform(0.6, 1.4),
          0.3,
          { ...shelf, colors: [colorful(), colorful(), hexColor(random.choice(WOODS))] },
          0,
        );
      } else if (kind === 2) {
        hang(
          from,
          to,
          random.uniform(0.1, 0.4),
          random.uniform(0.8, 1.3),
          0.03,
          { ...pattern(random, 'poster', colorful()), colors: [colorful(), colorful(), accent] },
          0,
        );
      } else if (kind === 3) {
        const sky: Color = [0.75 * light[2], 0.88, 1.05];
        const view: Pattern = {
          ...pattern(random, 'view', sky),
          colors: [sky, scaleColor(hexColor('6f8f4a'), 0.9), hexColor('3e5a30')],
        };
        hang(from, to, 0, random.uniform(1, 1.4), 0.04, view, random.uniform(1.2, 2.4));
        hang(from - 0.22, from + 0.04, -0.6, 1.5, 0.08, pattern(random, 'curtain', accent), 0);
        hang(to - 0.04, to + 0.22, -0.6, 1.5, 0.08, pattern(random, 'curtain', accent), 0);
      } else if (kind === 4) {
        hang(
          from,
          from + 0.5,
          -0.1,
          0.25,
          0.05,
          { ...pattern(random, 'poster', colorful()), colors: [colorful(), hexColor('10141c'), colorful()] },
          0.7,
        );
        hang(from - 0.1, from + 0.7, FLOOR, -0.12, 0.5, pattern(random, 'plain', colorful()), 0);
      } else {
        hang(
          from,
          from + 0.85,
          FLOOR,
          1.3,
          0.04,
          pattern(random, 'planks', hexColor(random.choice(WOODS))),
          0,
        );
      }
    }
  }
  return boxes;
}

function triple(values: number[]): [number, number, number] {
  return [values[0], values[1], values[2]];
}
