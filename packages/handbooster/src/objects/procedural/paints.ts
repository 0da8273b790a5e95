import type { Paint } from './canvas.js';

/** The printer's inks. */
export const PAINTS = {
  WHITE: [244, 243, 238],
  BLACK: [28, 27, 30],
  RED: [186, 28, 34],
  DARK_RED: [120, 22, 26],
  ORANGE: [226, 122, 32],
  YELLOW: [240, 196, 40],
  CREAM: [240, 228, 196],
  GREEN: [44, 122, 62],
  BLUE: [30, 76, 160],
  NAVY: [24, 36, 84],
  SKY: [108, 168, 214],
  BROWN: [94, 56, 34],
  TAN: [198, 150, 98],
  TIN: [176, 178, 182],
  DARK_TIN: [128, 130, 136],
} satisfies Record<string, Paint>;
