import type { Paint } from './canvas.js';

/** The printer's inks. */
export const WHITE: Paint = [244, 243, 238];
export const BLACK: Paint = [28, 27, 30];
export const RED: Paint = [186, 28, 34];
export const DARK_RED: Paint = [120, 22, 26];
export const ORANGE: Paint = [226, 122, 32];
export const YELLOW: Paint = [240, 196, 40];
export const CREAM: Paint = [240, 228, 196];
export const GREEN: Paint = [44, 122, 62];
export const BLUE: Paint = [30, 76, 160];
export const NAVY: Paint = [24, 36, 84];
export const SKY: Paint = [108, 168, 214];
export const BROWN: Paint = [94, 56, 34];
export const TAN: Paint = [198, 150, 98];
export const TIN: Paint = [176, 178, 182];
export const DARK_TIN: Paint = [128, 130, 136];
