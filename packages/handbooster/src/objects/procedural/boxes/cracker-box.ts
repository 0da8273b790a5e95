import type { ObjectModel } from '../../object-model.js';
import { PAINTS } from '../paints.js';
import { barCode, printedBox, smallPrint } from './printed-box.js';

const { BROWN, DARK_RED, NAVY, RED, TAN, WHITE, YELLOW } = PAINTS;

export function crackerBox(): ObjectModel {
  return printedBox('003_cracker_box', [158, 60, 210], 9.5, RED, (side, which) => {
    const { width, height } = side;
    if (which === 'front' || which === 'back') {
      side.rectangle(0, height * 0.1, width, height * 0.2, WHITE);
      side.rectangle(0, height * 0.285, width, height * 0.025, YELLOW);
      side.text('KRAKA', {
        x: width / 2,
        y: height * 0.195,
        height: 30,
        greatestWidth: width * 0.84,
        paint: DARK_RED,
      });
      if (which === 'back') {
        side.text('CRISP AND LIGHT', {
          x: width / 2,
          y: height * 0.37,
          height: 10,
          greatestWidth: width * 0.8,
          paint: YELLOW,
        });
        smallPrint(side, width * 0.1, height * 0.44, width * 0.5, height * 0.46, NAVY);
        barCode(side, width * 0.66, height * 0.72, width * 0.26, height * 0.18);
        return;
      }
      side.text('CRACKERS', {
        x: width / 2,
        y: height * 0.37,
        height: 14,
        greatestWidth: width * 0.8,
        paint: YELLOW,
      });
      for (const [x, y, radius] of [
        [0.3, 0.62, 30],
        [0.66, 0.56, 26],
        [0.58, 0.8, 32],
      ] as const) {
        side.ellipse(width * x + 2, height * y + 3, radius, radius, DARK_RED);
        side.ellipse(width * x, height * y, radius, radius, TAN);
        side.ellipse(width * x, height * y, radius * 0.88, radius * 0.88, [222, 180, 122]);
        for (let hole = 0; hole < 9; hole++) {
          const turn = (hole * Math.PI) / 4;
          const reach = hole === 8 ? 0 : radius * 0.5;
          side.ellipse(
            width * x + reach * Math.cos(turn),
            height * y + reach * Math.sin(turn),
            1.8,
            1.8,
            BROWN,
          );
        }
      }
      side.text('450 G', { x: width * 0.82, y: height * 0.95, height: 6, paint: WHITE });
    } else if (which === 'left' || which === 'right') {
      side.rectangle(0, height * 0.285, width, height * 0.025, YELLOW);
      side.text('KRAKA', { x: width / 2, y: height * 0.62, height: 22, turn: -90, paint: WHITE });
      if (which === 'right') smallPrint(side, width * 0.12, height * 0.05, width * 0.76, height * 0.2, NAVY);
    } else {
      side.text('KRAKA', {
        x: width / 2,
        y: height / 2,
        height: 24,
        paint: which === 'top' ? WHITE : DARK_RED,
      });
    }
  });
}
