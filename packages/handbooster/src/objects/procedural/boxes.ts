import { Random } from '@handbooster/torch';
import type { ObjectModel } from '../object-model.js';
import { boxNet, boxSolid, type NetRectangle } from './box.js';
import { Canvas, type Paint } from './canvas.js';
import { makeObject } from './make-object.js';
import { BLACK, BLUE, BROWN, CREAM, DARK_RED, NAVY, RED, TAN, WHITE, YELLOW } from './paints.js';

/** Texels a millimetre. */
const SCALE = 2.5;

type Side = 'front' | 'right' | 'back' | 'left' | 'top' | 'bottom';
const SIDES: readonly Side[] = ['front', 'right', 'back', 'left', 'top', 'bottom'];

/** A box of width (x), depth (y), height (z) millimetres with a painter for each side. */
function box(
  name: string,
  size: readonly [number, number, number],
  edge: number,
  ground: Paint,
  paint: (side: Canvas, which: Side) => void,
): ObjectModel {
  const net = boxNet(...size);
  const canvas = Canvas.create(net.width, net.height, SCALE, ground);
  for (const which of SIDES) {
    const { x, y, width, height }: NetRectangle = net[which];
    paint(canvas.part(x, y, width, height), which);
  }
  return makeObject(name, boxSolid(...size, edge), canvas);
}

/** A table of lines as on the back of a packet. */
function smallPrint(side: Canvas, x: number, y: number, width: number, height: number, ink: Paint): void {
  side.rectangle(x, y, width, height, WHITE);
  const step = 4;
  for (let line = 0; (line + 1) * step < height; line++) {
    const length = width * (line % 4 === 3 ? 0.5 : 0.84);
    side.line(
      x + width * 0.06,
      y + (line + 0.7) * step,
      x + width * 0.06 + length,
      y + (line + 0.7) * step,
      1.1,
      ink,
    );
  }
}

function barCode(side: Canvas, x: number, y: number, width: number, height: number): void {
  side.rectangle(x, y, width, height, WHITE);
  const random = new Random('bar code');
  for (let at = x + 2; at < x + width - 2; ) {
    const bar = random.uniform(0.5, 1.4);
    side.rectangle(at, y + 1.5, bar, height - 3, BLACK);
    at += bar + random.uniform(0.6, 1.6);
  }
}

export function crackerBox(): ObjectModel {
  return box('003_cracker_box', [158, 60, 210], 9.5, RED, (side, which) => {
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

export function sugarBox(): ObjectModel {
  return box('004_sugar_box', [89, 38, 175], 6.5, YELLOW, (side, which) => {
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

export function puddingBox(): ObjectModel {
  return box('008_pudding_box', [110, 35, 89], 5.6, BROWN, (side, which) => {
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

export function gelatinBox(): ObjectModel {
  return box('009_gelatin_box', [85, 28, 73], 4.6, RED, (side, which) => {
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

export function woodBlock(): ObjectModel {
  const random = new Random('wood block');
  const colors: Paint[] = [TAN, [186, 138, 86], [176, 126, 76], [208, 164, 112]];
  return box('036_wood_block', [85, 85, 200], 8.5, TAN, (side, which) => {
    const { width, height } = side;
    if (which === 'top' || which === 'bottom') {
      for (let ring = 14; ring > 0; ring--) {
        side.ellipse(width * 0.3, height * 0.65, ring * 7, ring * 6.2, ring % 2 ? colors[1] : colors[3]);
      }
    } else {
      for (let x = 0; x < width; ) {
        const step = random.uniform(1.5, 7);
        const lean = random.uniform(-2.5, 2.5);
        side.polygon(
          [
            [x, 0],
            [x + step + 1, 0],
            [x + step + 1 + lean, height],
            [x + lean, height],
          ],
          random.choice(colors),
        );
        x += step;
      }
    }
    side.grain(random, 8);
  });
}

export function foamBrick(): ObjectModel {
  const random = new Random('foam brick');
  const ground: Paint = [172, 52, 44];
  return box('061_foam_brick', [75, 50, 50], 4.2, ground, (side, which) => {
    const { width, height } = side;
    for (let pore = 0; pore < (width * height) / 14; pore++) {
      const shade = random.uniform(0.78, 1.12);
      const [r, g, b] = ground.map((value) => Math.min(255, value * shade));
      const size = random.uniform(0.3, 1.1);
      side.ellipse(random.uniform(0, width), random.uniform(0, height), size, size, [r, g, b]);
    }
    if (which === 'top') {
      // The three holes of a brick, as shallow dark discs.
      for (let hole = 0; hole < 3; hole++)
        side.ellipse(width * (0.22 + 0.28 * hole), height / 2, 7, 7, [88, 26, 24]);
    }
  });
}
