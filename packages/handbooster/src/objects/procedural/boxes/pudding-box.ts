import type { ObjectModel } from '../../object-model.js';
import { PAINTS } from '../paints.js';
import { barCode, printedBox, smallPrint } from './printed-box.js';

const { BROWN, CREAM, RED, WHITE, YELLOW } = PAINTS;

export function puddingBox(): ObjectModel {
  return printedBox('008_pudding_box', [110, 35, 89], 5.6, BROWN, (side, which) => {
    const { width, height } = side;
    if (which === 'front' || which === 'back') {
      side.rectangle(0, 0, width, height * 0.34, CREAM);
      side.text('PUDDIO', {
        x: width / 2,
        y: height * 0.17,
        height: 18,
        greatestWidth: width * 0.8,
        paint: BROWN,
      });
      if (which === 'front') {
        side.ellipse(width * 0.62, height * 0.82, width * 0.3, height * 0.1, WHITE);
        side.ellipse(width * 0.62, height * 0.68, width * 0.22, height * 0.17, [66, 38, 24]);
        side.ellipse(width * 0.62, height * 0.56, width * 0.14, height * 0.07, CREAM);
        side.ellipse(width * 0.66, height * 0.5, 4, 4, RED);
        side.text('COCOA', {
          x: width * 0.2,
          y: height * 0.55,
          height: 9,
          greatestWidth: width * 0.3,
          paint: YELLOW,
        });
      } else {
        smallPrint(side, width * 0.08, height * 0.42, width * 0.5, height * 0.5, BROWN);
        barCode(side, width * 0.66, height * 0.6, width * 0.26, height * 0.3);
      }
    } else {
      side.rectangle(0, 0, width, height * 0.14, CREAM);
      side.text('PUDDIO', {
        x: width / 2,
        y: height * 0.55,
        height: 12,
        greatestWidth: width * 0.8,
        paint: YELLOW,
      });
    }
  });
}
