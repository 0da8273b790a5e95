import type { ObjectModel } from '../../object-model.js';
import { PAINTS } from '../paints.js';
import { printedBox, smallPrint } from './printed-box.js';

const { DARK_RED, RED, WHITE } = PAINTS;

export function gelatinBox(): ObjectModel {
  return printedBox('009_gelatin_box', [85, 28, 73], 4.6, RED, (side, which) => {
    const { width, height } = side;
    if (which === 'front' || which === 'back') {
      side.polygon(
        [
          [0, height],
          [0, height * 0.6],
          [width, height * 0.42],
          [width, height],
        ],
        WHITE,
      );
      side.text('GELIO', {
        x: width / 2,
        y: height * 0.24,
        height: 18,
        greatestWidth: width * 0.8,
        paint: WHITE,
      });
      if (which === 'front') {
        for (const [x, y] of [
          [0.24, 0.78],
          [0.44, 0.84],
          [0.34, 0.66],
        ] as const) {
          side.ellipse(width * x, height * y, 8, 8, DARK_RED);
          side.ellipse(width * x - 2.5, height * y - 2.5, 2, 2, WHITE);
        }
        side.text('CHERRY', {
          x: width * 0.72,
          y: height * 0.76,
          height: 8,
          greatestWidth: width * 0.4,
          paint: RED,
        });
      } else {
        smallPrint(side, width * 0.1, height * 0.62, width * 0.8, height * 0.34, DARK_RED);
      }
    } else {
      side.text('GELIO', {
        x: width / 2,
        y: height / 2,
        height: 11,
        greatestWidth: width * 0.8,
        paint: WHITE,
      });
    }
  });
}
