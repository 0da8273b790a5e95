import type { ObjectModel } from '../object-model.js';
import { bleachCleanser, mustardBottle } from './bottles.js';
import { crackerBox, foamBrick, gelatinBox, puddingBox, sugarBox, woodBlock } from './boxes.js';
import { masterChefCan, pottedMeatCan, tomatoSoupCan, tunaFishCan } from './cans.js';
import { bowl, mug, pitcherBase } from './dishes.js';
import { banana, largeMarker } from './long-objects.js';

const MAKERS = [
  masterChefCan,
  crackerBox,
  sugarBox,
  tomatoSoupCan,
  mustardBottle,
  tunaFishCan,
  puddingBox,
  gelatinBox,
  pottedMeatCan,
  banana,
  pitcherBase,
  bleachCleanser,
  bowl,
  mug,
  woodBlock,
  largeMarker,
  foamBrick,
];

let made: ObjectModel[] | null = null;

/**
 * Objects made by arithmetic with the sizes, shapes and ids of 17 of YCB's, and labels with invented words: closed,
 * evenly triangulated, textured. They need no download and no licence. Sizes are those of the YCB object list (Calli et
 * al. 2015). Upright along z, the middle of the bounding box at the origin. In order of id; made once and shared, so not to be changed.
 *
 * @example
 * ```ts
 * import { proceduralObjects } from 'handbooster';
 * console.log(proceduralObjects().length); // 17
 * ```
 */
export function proceduralObjects(): ObjectModel[] {
  made ??= MAKERS.map((make) => make());
  return made.slice();
}
