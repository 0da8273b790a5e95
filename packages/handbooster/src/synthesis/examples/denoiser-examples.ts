import { Random } from '@handbooster/torch';
import { BoundedCache } from '../../base/bounded-cache.js';
import type { SceneRenderer } from '../../conditions/maps/condition-pool.js';
import type { SceneBuilder } from '../../conditions/maps/scene-builder.js';
import { cropAndAugment } from '../../datasets/crop/crop-and-augment.js';
import { interleaved } from '../../datasets/images/interleave.js';
import type { RealSplit } from '../../datasets/real/real-split.js';
import { handOrientation } from '../../hand/hand-orientation.js';
import { colourStyle } from '../style/colour-style.js';
import type { DenoiserDataset, TrainingExample } from '../training/denoiser-dataset.js';
import { drawCrop, turnedLabel } from './denoiser-crops.js';

const CACHE_BYTES = 2 ** 31;

export interface DenoiserExampleOptions {
  /**
   * Crops of each picture: the plain one, and others turned, zoomed and moved a little, with maps and
   * orientation alike.
   */
  crops: number;
  /** Names the random crops. */
  seed: number;
}

/**
 * Real pictures with their condition maps, as the denoiser learns them; kept in memory while they fit. All
 * plain crops come first.
 */
export function denoiserExamples(
  real: RealSplit,
  scenes: SceneBuilder,
  renderer: SceneRenderer,
  { crops, seed }: DenoiserExampleOptions = { crops: 1, seed: 0 },
): DenoiserDataset {
  const cache = new BoundedCache<TrainingExample>(CACHE_BYTES, ({ image, maps }) =>
    Object.values(maps).reduce((sum, map) => sum + map.length, image.length),
  );
  const { size } = renderer;
  const make = async (index: number): Promise<TrainingExample> => {
    const { sample, image } = await real.frame(index % real.length);
    const number = Math.floor(index / real.length);
    const drawn =
      number === 0 ? null : drawCrop(sample, size, new Random(seed, 'denoiser-crop', sample.id, number));
    const crop = cropAndAugment(sample, image, { size, ...drawn });
    const label = turnedLabel(sample, crop, drawn?.augmentation.rotation ?? 0);
    const { maps, labels } = await renderer.render(scenes.scene(label, crop.camera));
    const picture = interleaved(crop.image, size);
    return {
      image: picture,
      maps: maps as Record<string, Uint8Array>,
      orientation: handOrientation(crop.pose),
      foreground: labels.map((label) => (label === 1 || label === 2 ? 1 : 0)),
      style: colourStyle(picture, labels),
    };
  };
  return { length: real.length * Math.max(1, crops), load: (index) => cache.get(index, () => make(index)) };
}
