import type { ObjectModel } from '../object-model.js';
import type { Canvas, Paint } from './canvas.js';
import { PAINTS } from './paints.js';
import { type ProfilePoint, round } from './profile.js';
import { upright, type Wrapper } from './upright.js';

const { BLACK, BLUE, CREAM, DARK_RED, DARK_TIN, GREEN, NAVY, RED, TIN, WHITE, YELLOW } = PAINTS;

/**
 * A tin: a rim that stands out by a millimetre at both ends, and lids set in a little.
 * Profile points: 0-3 underside, 3-4 rim, 5-6 wall, 7-8 rim, 8-11 lid.
 */
function tin(radius: number, height: number): ProfilePoint[] {
  const inner = radius - 0.0035;
  return [
    round(0, 0.0015),
    round(inner, 0.0015),
    round(inner + 0.001, 0),
    round(radius, 0),
    round(radius, 0.0025),
    round(radius - 0.001, 0.0035),
    round(radius - 0.001, height - 0.0035),
    round(radius, height - 0.0025),
    round(radius, height),
    round(inner + 0.001, height),
    round(inner, height - 0.0015),
    round(0, height - 0.0015),
  ];
}

/** Bare metal with a few grooves on the lids. */
function metal({ canvas, band }: Wrapper): void {
  canvas.rectangle(0, 0, canvas.width, canvas.height, TIN);
  for (const lid of [band(0, 1), band(10, 11)]) {
    for (const share of [0.3, 0.45, 0.82]) lid.rectangle(0, lid.height * share, lid.width, 1.4, DARK_TIN);
  }
}

/** The same words on the front and at the back. */
function twice(label: Canvas, paint: (middle: number) => void): void {
  paint(label.width / 2);
  paint(0);
  paint(label.width);
}

function labelled(
  name: string,
  radius: number,
  height: number,
  edge: number,
  paint: (label: Canvas) => void,
): ObjectModel {
  return upright(name, tin(radius, height), edge, TIN, (wrapper) => {
    metal(wrapper);
    paint(wrapper.band(5, 6));
  });
}

export function masterChefCan(): ObjectModel {
  return labelled('002_master_chef_can', 0.051, 0.14, 0.0075, (label) => {
    const { width, height } = label;
    label.rectangle(0, 0, width, height, NAVY);
    label.rectangle(0, height * 0.08, width, height * 0.05, YELLOW);
    label.rectangle(0, height * 0.86, width, height * 0.05, YELLOW);
    twice(label, (x) => {
      label.ellipse(x, height * 0.42, 52, 30, BLUE);
      label.text('MONTARO', { x, y: height * 0.36, height: 16, greatestWidth: 78, paint: WHITE });
      label.text('COFFEE', { x, y: height * 0.54, height: 11, paint: YELLOW });
      label.text('MEDIUM ROAST', { x, y: height * 0.76, height: 6, paint: WHITE });
    });
    for (const x of [width * 0.25, width * 0.75]) {
      label.rectangle(x - 22, height * 0.2, 44, height * 0.58, WHITE);
      for (let line = 0; line < 14; line++) {
        label.line(
          x - 18,
          height * 0.24 + line * 5,
          x + (line % 3 === 2 ? 4 : 17),
          height * 0.24 + line * 5,
          1.2,
          NAVY,
        );
      }
    }
  });
}

export function tomatoSoupCan(): ObjectModel {
  return labelled('005_tomato_soup_can', 0.033, 0.101, 0.0055, (label) => {
    const { width, height } = label;
    label.rectangle(0, 0, width, height, WHITE);
    label.rectangle(0, 0, width, height * 0.52, RED);
    twice(label, (x) => {
      label.text('POMARO', { x, y: height * 0.24, height: 13, greatestWidth: 52, paint: WHITE });
      label.ellipse(x, height * 0.52, 11, 11, YELLOW);
      label.ellipse(x, height * 0.52, 8, 8, RED);
      label.text('TOMATO', { x, y: height * 0.73, height: 8, paint: RED });
      label.text('SOUP', { x, y: height * 0.88, height: 8, paint: BLACK });
    });
    for (let x = 4; x < width; x += 8) label.ellipse(x, height * 0.965, 1.6, 1.6, YELLOW);
  });
}

export function tunaFishCan(): ObjectModel {
  return labelled('007_tuna_fish_can', 0.0425, 0.033, 0.0048, (label) => {
    const { width, height } = label;
    label.rectangle(0, 0, width, height, BLUE);
    label.rectangle(0, height * 0.8, width, height * 0.2, YELLOW);
    twice(label, (x) => {
      label.text('MAREO', { x, y: height * 0.34, height: 9, paint: WHITE });
      label.text('TUNA IN WATER', { x, y: height * 0.63, height: 4, paint: YELLOW });
    });
    for (const x of [width * 0.25, width * 0.75]) {
      label.ellipse(x, height * 0.42, 18, 6, WHITE);
      label.polygon(
        [
          [x + 14, height * 0.42],
          [x + 25, height * 0.2],
          [x + 25, height * 0.64],
        ],
        WHITE,
      );
      label.ellipse(x - 11, height * 0.38, 1.4, 1.4, NAVY);
    }
  });
}

/** A flat tin with round corners: 97 x 50 x 82 mm. */
export function pottedMeatCan(): ObjectModel {
  const at = (grow: number, z: number): ProfilePoint => ({
    a: 0.0485 + grow,
    b: 0.025 + grow,
    z,
    exponent: 4.5,
  });
  const points: ProfilePoint[] = [
    { ...at(0, 0.0015), a: 0, b: 0 },
    at(-0.0035, 0.0015),
    at(-0.0025, 0),
    at(0, 0),
    at(0, 0.0025),
    at(-0.001, 0.0035),
    at(-0.001, 0.0785),
    at(0, 0.0795),
    at(0, 0.082),
    at(-0.0025, 0.082),
    at(-0.0035, 0.0805),
    { ...at(0, 0.0805), a: 0, b: 0 },
  ];
  const inks: Record<string, Paint> = { meat: [206, 112, 96], fat: CREAM };
  return upright('010_potted_meat_can', points, 0.0055, TIN, (wrapper) => {
    metal(wrapper);
    const label = wrapper.band(5, 6);
    const { width, height } = label;
    label.rectangle(0, 0, width, height, BLUE);
    label.rectangle(0, height * 0.4, width, height * 0.14, YELLOW);
    twice(label, (x) => {
      label.text('HAMBO', { x, y: height * 0.2, height: 17, greatestWidth: 62, paint: YELLOW });
      label.text('POTTED MEAT', { x, y: height * 0.47, height: 6.5, paint: DARK_RED });
      label.rectangle(x - 26, height * 0.62, 52, height * 0.3, inks.fat);
      label.rectangle(x - 24, height * 0.64, 48, height * 0.26, inks.meat);
      for (let spot = 0; spot < 5; spot++) {
        label.ellipse(x - 18 + spot * 9, height * (0.7 + 0.1 * (spot % 2)), 2.6, 1.5, inks.fat);
      }
      label.ellipse(x + 34, height * 0.78, 6, 6, GREEN);
    });
  });
}
