import type { Random } from '@handbooster/torch';
import { axisAngleToMatrix, multiplyMatrices } from '../../geometry/rotations.js';

export interface PerturbationOptions {
  /** Largest turn about each axis, degrees. */
  degrees: number;
  /**
   * `both`: each angle is drawn from -degrees ... +degrees; `one`: from 0 ... +degrees, as the official
   * release does.
   */
  sided: 'both' | 'one';
}

export const PERTURBATION_DEFAULTS: PerturbationOptions = { degrees: 30, sided: 'both' };
export const RELEASED_PERTURBATION: PerturbationOptions = { degrees: 30, sided: 'one' };

/** A random turn Rx(a) Ry(b) Rz(c) (9, row-major): the paper's perturbation of orientations (Sec. 3.3). */
export function perturbation(
  random: Random,
  { degrees, sided }: PerturbationOptions = PERTURBATION_DEFAULTS,
): Float64Array {
  const range = (degrees * Math.PI) / 180;
  const [a, b, c] = [0, 1, 2].map(() => random.uniform(sided === 'both' ? -range : 0, range));
  return multiplyMatrices(
    multiplyMatrices(axisAngleToMatrix([a, 0, 0]), axisAngleToMatrix([0, b, 0])),
    axisAngleToMatrix([0, 0, c]),
  );
}
