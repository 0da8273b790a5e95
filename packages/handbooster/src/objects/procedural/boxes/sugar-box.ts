import type { ObjectModel } from '../../object-model.js';
import { PAINTS } from '../paints.js';
import { printedBox, smallPrint } from './printed-box.js';

const { BLUE, NAVY, RED, WHITE, YELLOW } = PAINTS;

export function sugarBox(): ObjectModel {
  return printedBox('004_sugar_box', [89, 38, 175], 6.5, YELLOW, (side, which) => {
    const { width, height } = side;
    if (which === 'top' || which === 'bottom') {
      side.rectangle(0, height * 0.3, width, height * 0.4, WHITE);
      if (which === 'top') side.text('POUR HERE', { x: width / 2, y: height / 2, height: 7, paint: BLUE });
      return;
    }
    side.rectangle(0, height * 0.62, width, height * 0.38, WHITE);
    side.polygon(
      [
        [0, height * 0.62],
        [width, height * 0.52],
        [width, height * 0.64],
        [0, height * 0.72],
      ],
      BLUE,
    );
    if (which === 'front' || which === 'back') {
      side.ellipse(width / 2, height * 0.24, width * 0.42, height * 0.13, BLUE);
      side.text('DULCI', {
        x: width / 2,
        y: height * 0.24,
        height: 16,
        greatestWidth: width * 0.66,
        paint: WHITE,
      });
      side.text('PURE CANE', {
        x: width / 2,
        y: height * 0.44,
        height: 8,
        greatestWidth: width * 0.8,
        paint: NAVY,
      });
      if (which === 'front') {
        side.text('SUGAR', {
          x: width / 2,
          y: height * 0.82,
          height: 17,
          greatestWidth: width * 0.86,
          paint: RED,
        });
        side.text('NET 1 KG', { x: width / 2, y: height * 0.94, height: 5, paint: NAVY });
      } else {
        smallPrint(side, width * 0.12, height * 0.74, width * 0.76, height * 0.22, NAVY);
      }
    } else {
      side.text('DULCI SUGAR', {
        x: width / 2,
        y: height * 0.3,
        height: 11,
        greatestWidth: height * 0.5,
        turn: -90,
        paint: NAVY,
      });
    }
  });
}
