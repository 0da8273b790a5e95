import type { ObjectModel } from '../../object-model.js';
import { addHandle } from '../handle.js';
import { PAINTS } from '../paints.js';
import { upright } from '../upright.js';
import { cup } from './cup.js';

const { BLUE, NAVY, WHITE } = PAINTS;

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
