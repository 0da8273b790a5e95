import type { ObjectModel } from '../../object-model.js';
import type { Paint } from '../canvas.js';
import { PAINTS } from '../paints.js';
import { arc, type ProfilePoint, round } from '../profile.js';
import { upright } from '../upright.js';

const { CREAM, RED } = PAINTS;

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
