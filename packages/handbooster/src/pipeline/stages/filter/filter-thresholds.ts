import {
  type EdgeCaseCandidate,
  type EdgeCaseJudge,
  edgeCaseFilter,
} from '../../../synthesis/filter/edge-case-filter.js';
import { MASK_DISAGREEMENTS } from '../../../synthesis/filter/edge-case-measures.js';
import {
  EDGE_CASE_THRESHOLDS,
  type EdgeCaseThresholds,
  quantileThresholds,
} from '../../../synthesis/filter/edge-case-thresholds.js';
import { RECONSTRUCTION_ERRORS } from '../../../synthesis/filter/reconstruction-errors.js';

export interface FilterThresholdOptions {
  /**
   * A dataset's published ones; from held-out real images; or millimetres for J-PE, V-PE, PA-J-PE, PA-V-PE.
   */
  thresholds: keyof typeof EDGE_CASE_THRESHOLDS | 'quantile' | readonly number[];
  /** For `quantile`: which quantile of the error on held-out real images, and times what. */
  quantile: number;
  factor: number;
  /** What drops an image: poses, masks or either. Thresholds of masks are always by quantile. */
  judge: 'pose' | 'segmentation' | 'both';
  /** Whether landmarks drop images as well; their threshold is by quantile. */
  landmarks: boolean;
}

/** What decides: the thresholds that are asked for, from held-out real images where they are not given. */
export async function filterThresholds(
  { thresholds: given, quantile, factor, judge: kind, landmarks }: FilterThresholdOptions,
  judge: EdgeCaseJudge,
  heldOut: AsyncIterable<EdgeCaseCandidate>,
): Promise<EdgeCaseThresholds> {
  const fromQuantiles = async () => {
    const verdicts = await edgeCaseFilter(heldOut, judge, { thresholds: {} });
    const errors = verdicts.map(({ errors }) => errors);
    return quantileThresholds(errors, { quantile, factor });
  };
  const fixed = (): EdgeCaseThresholds => {
    if (typeof given === 'string') return EDGE_CASE_THRESHOLDS[given as keyof typeof EDGE_CASE_THRESHOLDS];
    const [jointError, vertexError, alignedJointError, alignedVertexError] = given;
    return { jointError, vertexError, alignedJointError, alignedVertexError };
  };
  const only = (thresholds: EdgeCaseThresholds, keys: readonly (keyof EdgeCaseThresholds)[]) =>
    Object.fromEntries(keys.map((key) => [key, thresholds[key]])) as EdgeCaseThresholds;
  if (given !== 'quantile' && kind === 'pose' && !landmarks) return fixed();
  const measured = await fromQuantiles();
  const poses = given === 'quantile' ? only(measured, RECONSTRUCTION_ERRORS) : fixed();
  const masks = kind === 'pose' ? {} : only(measured, MASK_DISAGREEMENTS);
  const seen = landmarks ? only(measured, ['landmarkDisagreement']) : {};
  return { ...(kind === 'segmentation' ? {} : poses), ...masks, ...seen };
}
