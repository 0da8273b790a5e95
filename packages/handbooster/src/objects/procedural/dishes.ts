import type { ObjectModel } from '../object-model.js';
import type { Paint } from './canvas.js';
import { addHandle } from './handle.js';
import { BLUE, CREAM, NAVY, RED, WHITE, YELLOW } from './paints.js';
import { arc, type ProfilePoint, round } from './profile.js';
import { upright } from './upright.js';

/** 159 mm across, 53 mm high, 4 mm thick, with a foot. */
export function bowl(): ObjectModel {
  // Inside and outside are arcs that begin level with the foot and end nearly upright at the rim.
  const wall = (radius: number, low: number, flat: number, steps: number, high = 0.051): ProfilePoint[] =>
    Array.from({ length: steps + 1 }, (_, i) => {
      const turn = (i / steps) * (Math.PI / 2) * 0.92;
      const end = (Math.PI / 2) * 0.92;
      const out = Math.sin(turn) / Math.sin(end);
      const up = (1 - Math.cos(turn)) / (1 - Math.cos(end));
      return round(flat + (radius - flat) * out, low + (high - low) * up);
    });
  const outside = wall(0.0795, 0.004, 0.031, 10);
  const inside = wall(0.0755, 0.008, 0.02, 10).reverse();
  const points = [
    round(0, 0.002),
    round(0.026, 0.002),
    round(0.027, 0),
    round(0.03, 0),
    ...outside,
    ...arc(0.0775, 0.051, 0.002, 30, 150, 3),
    ...inside,
    round(0, 0.008),
  ];
  const inner: Paint = [206, 52, 46];
  return upright('024_bowl', points, 0.0055, RED, ({ band }) => {
    const rim = 3 + outside.length + 1;
    const glaze = band(rim + 2, points.length - 1);
    glaze.rectangle(0, 0, glaze.width, glaze.height, inner);
    glaze.rectangle(0, glaze.height - 10, glaze.width, 3, CREAM);
    const print = band(4, rim - 1);
    print.rectangle(0, print.height * 0.14, print.width, 3, CREAM);
    for (let x = 0; x < print.width; x += print.width / 24) {
      print.polygon(
        [
          [x, print.height * 0.3],
          [x + 8, print.height * 0.42],
          [x, print.height * 0.54],
          [x - 8, print.height * 0.42],
        ],
        CREAM,
      );
    }
  });
}

/** A straight cup with a thick wall, from the middle of its underside to the middle of its inside. */
function cup(radius: number, height: number, wall: number): ProfilePoint[] {
  return [
    round(0, 0.0015),
    round(radius - 0.008, 0.0015),
    round(radius - 0.006, 0),
    round(radius - 0.0025, 0),
    round(radius, 0.0025),
    round(radius, height - wall / 2),
    ...arc(radius - wall / 2, height - wall / 2, wall / 2, 45, 135, 2),
    round(radius - wall, height - wall / 2),
    round(radius - wall, wall + 0.004),
    round(radius - wall - 0.004, wall + 0.001),
    round(0, wall + 0.001),
  ];
}

/** 80 mm across, 82 mm high, with a handle. */
export function mug(): ObjectModel {
  return upright(
    '025_mug',
    cup(0.04, 0.082, 0.005),
    0.0055,
    RED,
    ({ band }) => {
      const inside = band(8, 12);
      inside.rectangle(0, 0, inside.width, inside.height, WHITE);
      const print = band(4, 5);
      const { width, height } = print;
      // The handle is at three quarters: words to both sides of it, none behind it.
      for (const x of [width / 2, 0, width]) {
        print.text('MOKA', { x, y: height * 0.42, height: 18, greatestWidth: 60, paint: WHITE });
        print.text('DAILY', { x, y: height * 0.68, height: 8, paint: YELLOW });
      }
      print.rectangle(0, height * 0.9, width, 2.5, WHITE);
    },
    (solid) => addHandle(solid, { low: 0.018, high: 0.062, reach: 0.03, edge: 0.0055, uv: [0.25, 0.3] }),
  );
}

/** 108 mm across, 235 mm high, with a handle; without its lid, as in YCB. */
export function pitcherBase(): ObjectModel {
  return upright(
    '019_pitcher_base',
    cup(0.054, 0.235, 0.005),
    0.0095,
    BLUE,
    ({ band }) => {
      const inside = band(8, 12);
      inside.rectangle(0, 0, inside.width, inside.height, NAVY);
      const print = band(4, 5);
      const { width, height } = print;
      for (const [share, label] of [
        [0.25, '1.5 L'],
        [0.5, '1.0 L'],
        [0.75, '0.5 L'],
      ] as const) {
        print.rectangle(width * 0.42, height * share, width * 0.16, 1.8, WHITE);
        print.text(label, { x: width * 0.5, y: height * share - 7, height: 7, paint: WHITE });
      }
      print.rectangle(0, height * 0.06, width, 6, WHITE);
    },
    (solid) => addHandle(solid, { low: 0.06, high: 0.185, reach: 0.05, edge: 0.0095, uv: [0.25, 0.4] }),
  );
}
