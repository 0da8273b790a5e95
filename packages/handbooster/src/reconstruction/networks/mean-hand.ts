import { axisAngleToMatrix } from '../../geometry/rotations.js';
import type { HandParameters } from '../../hand/hand-parameters.js';

/** The middle of a set of labelled hands. */
export interface MeanHand {
  /** (45) axis-angle of the fingers. */
  fingers: Float32Array;
  /** (10) */
  betas: Float32Array;
  /**
   * (3, 3) mean of the roots' rotation matrices: not a rotation itself, but its first two columns point the
   * way of one.
   */
  rotation: Float64Array;
}

/**
 * Means over labels. Fingers turn little from one hand to another, so that their axis-angle vectors may be
 * averaged.
 */
export function meanHandOf(labels: readonly HandParameters[]): MeanHand {
  const fingers = new Float64Array(45);
  const betas = new Float64Array(10);
  const rotation = new Float64Array(9);
  const share = 1 / labels.length;
  for (const label of labels) {
    for (let i = 0; i < 45; i++) fingers[i] += label.pose[3 + i] * share;
    for (let i = 0; i < 10; i++) betas[i] += label.betas[i] * share;
    axisAngleToMatrix(label.pose).forEach((value, i) => {
      rotation[i] += value * share;
    });
  }
  return { fingers: Float32Array.from(fingers), betas: Float32Array.from(betas), rotation };
}
