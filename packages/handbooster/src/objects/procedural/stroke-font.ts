/**
 * Capital letters and digits as strokes: polylines of points `xy` on a grid 4 wide and 6 high, y up from the
 * baseline. Labels are drawn with it and not with a system's font, so that they are the same on every
 * machine.
 */
const GLYPHS: Record<string, string> = {
  A: '00 04 16 36 44 40,02 42',
  B: '00 06 36 45 44 33 03,33 42 41 30 00',
  C: '45 36 16 05 01 10 30 41',
  D: '00 06 26 44 42 20 00',
  E: '46 06 00 40,03 33',
  F: '46 06 00,03 33',
  G: '45 36 16 05 01 10 30 41 43 23',
  H: '00 06,40 46,03 43',
  I: '20 26,10 30,16 36',
  J: '46 41 30 10 01',
  K: '00 06,46 03 40',
  L: '06 00 40',
  M: '00 06 23 46 40',
  N: '00 06 40 46',
  O: '10 01 05 16 36 45 41 30 10',
  P: '00 06 36 45 44 33 03',
  Q: '10 01 05 16 36 45 41 30 10,22 40',
  R: '00 06 36 45 44 33 03,23 40',
  S: '45 36 16 05 04 13 33 42 41 30 10 01',
  T: '06 46,26 20',
  U: '06 01 10 30 41 46',
  V: '06 20 46',
  W: '06 10 23 30 46',
  X: '00 46,06 40',
  Y: '06 23 46,23 20',
  Z: '06 46 00 40',
  0: '10 01 05 16 36 45 41 30 10,11 35',
  1: '15 26 20,10 30',
  2: '05 16 36 45 44 00 40',
  3: '05 16 36 45 44 33 23,33 42 41 30 10 01',
  4: '36 02 42,30 34',
  5: '46 06 03 33 42 41 30 10 01',
  6: '45 36 16 05 01 10 30 41 42 33 03',
  7: '06 46 10',
  8: '13 04 05 16 36 45 44 33 13 02 01 10 30 41 42 33',
  9: '01 10 30 41 45 36 16 05 04 13 43',
  '-': '03 43',
  '.': '20 20',
  '%': '00 46,05 15,31 41',
  '+': '03 43,21 25',
};

/** Width of a letter and of the gap after it, in letter heights. */
export const LETTER_WIDTH = 4 / 6;
export const LETTER_GAP = 2 / 6;

/**
 * The strokes of a text (x right, y up, letter height 1, from (0, 0)), and the text's width. Unknown
 * characters are blank.
 */
export function textStrokes(text: string): { strokes: [number, number][][]; width: number } {
  const strokes: [number, number][][] = [];
  let x = 0;
  for (const letter of text.toUpperCase()) {
    for (const stroke of (GLYPHS[letter] ?? '').split(',')) {
      if (stroke === '') continue;
      strokes.push(stroke.split(' ').map((point) => [x + Number(point[0]) / 6, Number(point[1]) / 6]));
    }
    x += LETTER_WIDTH + LETTER_GAP;
  }
  return { strokes, width: Math.max(0, x - LETTER_GAP) };
}
