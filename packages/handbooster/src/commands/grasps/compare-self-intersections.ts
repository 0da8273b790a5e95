import { InputError } from '../../base/errors/input-error.js';
import { evenlySpread } from '../../base/numbers/evenly-spread.js';
import { mean } from '../../base/numbers/mean.js';
import { countGrasps, type GraspSet } from '../../grasps/set/grasp-set.js';
import { countSelfIntersections } from '../../grasps/validation/self-intersections.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { closedFaces } from '../../hand/hand-parts.js';
import type { HandModel } from '../../hand/model/hand-model.js';

/** Criterion (iii) two ways on a sample of one object's tries. */
export interface SelfIntersectionReport {
  object: string;
  sampled: number;
  /**
   * Tries with any two triangles of the hand's skin through each other, which upstream rejects, and such
   * pairs a try.
   */
  crossing: number;
  meanPairs: number;
  /** Tries whose parts go deeper into one another than allowed. */
  deep: number;
}

/** Tests up to `count` tries of each object both ways. */
export function compareSelfIntersections(
  set: GraspSet,
  hand: HandModel,
  limit: number,
  count: number,
): SelfIntersectionReport[] {
  if (!Number.isSafeInteger(count) || count < 1)
    throw new InputError(`triangles: expected a whole number of at least 1, found ${count}`);
  const faces = closedFaces(hand);
  return countGrasps(set).map(({ object: { name } }) => {
    const sample = evenlySpread(
      set.records.filter(({ object }) => object.name === name),
      count,
    );
    const pairs = sample.map(({ pose, betas, translation }) =>
      countSelfIntersections({ vertices: decodeHands(hand, pose, betas, translation).vertices, faces }),
    );
    return {
      object: name,
      sampled: sample.length,
      crossing: pairs.filter((number) => number > 0).length,
      meanPairs: pairs.length === 0 ? 0 : mean(pairs),
      deep: sample.filter(({ measures }) => measures.selfDepth > limit).length,
    };
  });
}
