import type { ObjectModel } from '../object-model.js';
import { PAINTS } from './paints.js';
import type { ProfilePoint } from './profile.js';
import { upright } from './upright.js';

const { BLACK, BLUE, GREEN, NAVY, RED, SKY, WHITE, YELLOW } = PAINTS;

/** A profile point in millimetres: full width (x) and depth (y), height, squareness. */
function at(width: number, depth: number, z: number, exponent = 2): ProfilePoint {
  return { a: width / 2000, b: depth / 2000, z: z / 1000, exponent };
}

/** 85 x 50 x 175 mm. */
export function mustardBottle(): ObjectModel {
  const points = [
    at(0, 0, 0, 2.6),
    at(79, 45, 0, 2.6),
    at(84, 50, 4, 2.6),
    at(85, 50, 26, 2.6),
    at(80, 47, 56, 2.6),
    at(77, 46, 74, 2.5),
    at(80, 47, 92, 2.4),
    at(82, 48, 106, 2.4),
    at(76, 46, 120, 2.3),
    at(62, 42, 130, 2.2),
    at(46, 37, 136),
    at(36, 34, 140),
    at(33, 33, 143),
    at(33, 33, 152),
    at(29, 29, 155),
    at(16, 16, 160),
    at(9, 9, 173),
    at(7, 7, 175),
    at(0, 0, 175),
  ];
  return upright('006_mustard_bottle', points, 0.006, YELLOW, ({ band }) => {
    const cap = band(12, 18);
    cap.rectangle(0, 0, cap.width, cap.height, RED);
    const label = band(2, 7);
    const { width, height } = label;
    for (const x of [width / 2, 0, width]) {
      label.ellipse(x, height * 0.55, 37, 42, WHITE);
      label.ellipse(x, height * 0.55, 34, 39, [226, 170, 24]);
      label.rectangle(x - 37, height * 0.42, 74, 24, RED);
      label.text('SENFA', { x, y: height * 0.53, height: 14, greatestWidth: 60, paint: WHITE });
      label.text('MUSTARD', { x, y: height * 0.75, height: 7, paint: BLACK });
      label.text('MILD', { x, y: height * 0.32, height: 7, paint: GREEN });
    }
  });
}

/** 98 x 65 x 250 mm. */
export function bleachCleanser(): ObjectModel {
  const points = [
    at(0, 0, 0, 3),
    at(92, 59, 0, 3),
    at(98, 65, 5, 3),
    at(98, 65, 145, 3),
    at(94, 62, 165, 2.8),
    at(78, 54, 185, 2.4),
    at(56, 46, 200, 2.1),
    at(44, 42, 208),
    at(42, 42, 211),
    at(42, 42, 228),
    at(36, 36, 231),
    at(18, 18, 235),
    at(15, 15, 249),
    at(12, 12, 250),
    at(0, 0, 250),
  ];
  return upright('021_bleach_cleanser', points, 0.0075, WHITE, ({ band }) => {
    const cap = band(8, 14);
    cap.rectangle(0, 0, cap.width, cap.height, BLUE);
    const label = band(2, 3);
    const { width, height } = label;
    label.rectangle(0, height * 0.06, width, height * 0.88, SKY);
    label.rectangle(0, height * 0.06, width, height * 0.05, NAVY);
    label.rectangle(0, height * 0.89, width, height * 0.05, NAVY);
    for (const x of [width / 2, 0, width]) {
      label.polygon(
        Array.from({ length: 24 }, (_, i) => {
          const reach = i % 2 ? 30 : 42;
          return [
            x + reach * Math.cos((i * Math.PI) / 12),
            height * 0.42 + reach * Math.sin((i * Math.PI) / 12),
          ];
        }),
        WHITE,
      );
      label.text('BLANKO', { x, y: height * 0.4, height: 13, greatestWidth: 60, paint: BLUE });
      label.text('CLEANSER', { x, y: height * 0.54, height: 7, paint: NAVY });
      label.text('WITH BLEACH', { x, y: height * 0.8, height: 6, paint: RED });
    }
    for (const x of [width / 4, (width * 3) / 4]) {
      for (let line = 0; line < 16; line++) {
        label.line(
          x - 14,
          height * 0.2 + line * 6,
          x + (line % 4 === 3 ? 2 : 14),
          height * 0.2 + line * 6,
          1.3,
          NAVY,
        );
      }
    }
  });
}
