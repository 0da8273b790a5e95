import type { ObjectModel } from '../object-model.js';
import { PAINTS } from './paints.js';
import { round } from './profile.js';
import { upright } from './upright.js';

const { BLACK, NAVY, WHITE } = PAINTS;

/** 18 mm across, 121 mm long, standing on its end. */
export function largeMarker(): ObjectModel {
  const points = [
    round(0, 0),
    round(0.0075, 0),
    round(0.0085, 0.0015),
    round(0.0085, 0.078),
    round(0.009, 0.0785),
    round(0.009, 0.112),
    round(0.008, 0.1205),
    round(0.007, 0.121),
    round(0, 0.121),
  ];
  return upright('040_large_marker', points, 0.0028, WHITE, ({ band }) => {
    const foot = band(0, 2);
    foot.rectangle(0, 0, foot.width, foot.height, BLACK);
    const cap = band(4, 8);
    cap.rectangle(0, 0, cap.width, cap.height, BLACK);
    const label = band(2, 3);
    const { width, height } = label;
    label.rectangle(0, height * 0.86, width, height * 0.14, BLACK);
    label.rectangle(0, 0, width, height * 0.1, NAVY);
    label.text('SKRIBO', {
      x: width / 2,
      y: height * 0.46,
      height: 11,
      greatestWidth: height * 0.6,
      paint: BLACK,
      turn: -90,
    });
    label.text('MARKER', { x: 0, y: height * 0.46, height: 7, paint: NAVY, turn: -90 });
    label.text('MARKER', { x: width, y: height * 0.46, height: 7, paint: NAVY, turn: -90 });
  });
}
