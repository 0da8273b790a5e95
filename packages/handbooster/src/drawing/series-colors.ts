/**
 * A series has one colour on all charts of all pages. Told apart with any kind of colour vision (Okabe and
 * Ito's set, darkened where it was too pale), with a contrast of at least 3 to 1 on white and on the dark
 * page.
 */
export const SERIES_COLORS: Readonly<Record<string, string>> = {
  real: '#1f7fc4',
  baseline: '#1f7fc4',
  'real + generated': '#d4620a',
  train: '#d4620a',
  'mean hand': '#84888e',
  'J-PE': '#16936b',
  'PA-J-PE': '#a05fc0',
  denoiser: '#a05fc0',
  'picked grasps': '#16936b',
};

/** For series of any name, in their order. */
const OTHERS = ['#1f7fc4', '#d4620a', '#16936b', '#b0578d', '#8a7a12', '#7f6bd0', '#3a8f98', '#84888e'];

/** The colour of each series: its own where its name has one, else the next that none has. */
export function seriesColors(names: readonly string[]): string[] {
  const free = OTHERS.filter((color) => !names.some((name) => SERIES_COLORS[name] === color));
  let next = 0;
  return names.map((name) => SERIES_COLORS[name] ?? free[next++ % free.length]);
}
