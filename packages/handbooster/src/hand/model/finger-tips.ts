import type { HandModel } from './hand-model.js';
import { FINGER_JOINTS, FINGERS } from './hand-skeleton.js';

/**
 * Fingertip vertices of MANO's mesh in use by data sets and code bases: thumb, index, middle, ring, little.
 * They differ by 4 to 8 mm, so joint errors are only comparable with the same list (HO3D's scores need
 * `ho3d`).
 */
export const MANO_TIPS = {
  /** manopth, manotorch, DexYCB's labels, HandOccNet's ground truth. */
  manopth: [745, 317, 444, 556, 673],
  /** manopth's left hand, and the joint regressor of HandBooster's and H2ONet's released code. */
  'manopth-left': [745, 317, 445, 556, 673],
  /** HO3D, FreiHAND, MobRecon's regressor. */
  ho3d: [744, 333, 444, 555, 672],
  /** Newer HandOccNet code, InterNet. */
  internet: [728, 353, 442, 576, 694],
} as const;

/** The vertex of each finger that reaches furthest along its last bone (taken from the joint before it). */
export function furthestTips(model: Pick<HandModel, 'template' | 'weights' | 'jointRegressor'>): Int32Array {
  const count = model.template.length / 3;
  const joint = (index: number) => {
    const out = [0, 0, 0];
    for (let v = 0; v < count; v++) {
      const weight = model.jointRegressor[index * count + v];
      if (weight !== 0) for (let k = 0; k < 3; k++) out[k] += weight * model.template[3 * v + k];
    }
    return out;
  };
  return Int32Array.from(FINGERS, (finger) => {
    const [, before, last] = FINGER_JOINTS[finger];
    const [from, to] = [joint(before), joint(last)];
    let best = 0;
    let furthest = -Infinity;
    for (let v = 0; v < count; v++) {
      if (model.weights[v * 16 + last] < 0.5) continue;
      const reach = [0, 1, 2].reduce((sum, k) => sum + (to[k] - from[k]) * model.template[3 * v + k], 0);
      if (reach > furthest) {
        furthest = reach;
        best = v;
      }
    }
    return best;
  });
}
