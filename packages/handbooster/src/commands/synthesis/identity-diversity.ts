import { mean } from '../../base/numbers/mean.js';
import {
  imagesOf,
  type MeasureContext,
  type MeasuredCondition,
  type MeasuredPicture,
} from './measure-context.js';

/** Standard deviation of an image's mean colour, 0 ... 255, over images; mean of red, green and blue. */
export interface ColourSpread {
  skin: number;
  background: number;
}

export interface DiversityMeasure {
  conditions: number;
  seeds: number;
  /** Over images of one condition from different noise, root mean square over conditions. */
  sameCondition: ColourSpread;
  /** Over real pictures: other people in other rooms. */
  real: ColourSpread;
  /** The first over the second: 1 for as many looks as the real data has, 0 for always the same. */
  ratio: ColourSpread;
}

/**
 * Does one condition come out as different people in different rooms? Also gives the images, a row a
 * condition.
 */
export async function measureDiversity(
  context: MeasureContext,
  conditions: readonly MeasuredCondition[],
  real: readonly MeasuredPicture[],
  seeds: number,
): Promise<{ measure: DiversityMeasure; rows: Uint8Array[][] }> {
  const images = await imagesOf(
    context,
    conditions.flatMap(({ condition }) =>
      Array.from({ length: seeds }, (_, i) => ({ ...condition, id: `${condition.id}/${i}` })),
    ),
  );
  const rows = conditions.map((_, i) => images.slice(i * seeds, (i + 1) * seeds));
  const spreads = conditions.map(({ mask }, i) => colourSpread(rows[i].map((image) => ({ image, mask }))));
  const overall = (key: keyof ColourSpread) => Math.sqrt(mean(spreads.map((spread) => spread[key] ** 2)));
  const sameCondition = { skin: overall('skin'), background: overall('background') };
  const reference = colourSpread(real);
  return {
    measure: {
      conditions: conditions.length,
      seeds,
      sameCondition,
      real: reference,
      ratio: {
        skin: sameCondition.skin / reference.skin,
        background: sameCondition.background / reference.background,
      },
    },
    rows,
  };
}

/** How much mean colours of skin (mask 1) and background (mask 0) differ between images. */
export function colourSpread(images: readonly { image: Uint8Array; mask: Uint8Array }[]): ColourSpread {
  const spread = (label: number) => {
    const colours = images.map(({ image, mask }) => meanColour(image, mask, label)).filter((c) => c !== null);
    const deviations = [0, 1, 2].map((k) => {
      const values = colours.map((colour) => colour[k]);
      const middle = mean(values);
      return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
    });
    return mean(deviations);
  };
  return { skin: spread(1), background: spread(0) };
}

/** Pixels of a part that are fewer say nothing of its colour. */
const LEAST_PIXELS = 20;

/** Mean colour of a part of an image; null where there is hardly any of it. */
export function meanColour(image: Uint8Array, mask: Uint8Array, label: number): number[] | null {
  const sums = [0, 0, 0];
  let count = 0;
  mask.forEach((found, pixel) => {
    if (found !== label) return;
    count++;
    for (let k = 0; k < 3; k++) sums[k] += image[3 * pixel + k];
  });
  return count < LEAST_PIXELS ? null : sums.map((sum) => sum / count);
}
