import type { ObjectModel } from '../../object-model.js';
import { addHandle } from '../handle.js';
import { PAINTS } from '../paints.js';
import { upright } from '../upright.js';
import { cup } from './cup.js';

const { RED, WHITE, YELLOW } = PAINTS;

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
