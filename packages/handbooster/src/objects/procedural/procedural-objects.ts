import type { ObjectModel } from '../object-model.js';
import { banana } from './banana.js';
import { bleachCleanser, mustardBottle } from './bottles.js';
import { crackerBox } from './boxes/cracker-box.js';
import { foamBrick } from './boxes/foam-brick.js';
import { gelatinBox } from './boxes/gelatin-box.js';
import { puddingBox } from './boxes/pudding-box.js';
import { sugarBox } from './boxes/sugar-box.js';
import { woodBlock } from './boxes/wood-block.js';
import { masterChefCan, pottedMeatCan, tomatoSoupCan, tunaFishCan } from './cans.js';
import { bowl } from './dishes/bowl.js';
import { mug } from './dishes/mug.js';
import { pitcherBase } from './dishes/pitcher-base.js';
import { largeMarker } from './large-marker.js';

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
 * Objects made by arithmetic with the sizes, shapes and ids of 17 of YCB's, and labels with invented words:
 * closed, evenly triangulated, textured. They need no download and no licence. Sizes are those of the YCB
 * object list (Calli et al. 2015). Upright along z, the middle of the bounding box at the origin. In order of
 * id; made once and shared, so not to be changed.
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
