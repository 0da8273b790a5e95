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
import type { Config } from '../../config/config-schema.js';

/** What decides: thresholds of the judge that the configuration names, from held-out real images where they are not given. */
export async function thresholdsOf(
  config: Config,
  judge: EdgeCaseJudge,
  heldOut: AsyncIterable<EdgeCaseCandidate>,
): Promise<EdgeCaseThresholds> {
  const { thresholds: given, quantile, factor, judge: kind } = config.filter;
  const fromQuantiles = async () => {
    const verdicts = await edgeCaseFilter(heldOut, judge, { thresholds: {} });
    const errors = verdicts.map(({ errors }) => errors);
    return quantileThresholds(errors, { quantile, factor });
  };
  const fixed = (): EdgeCaseThresholds => {
    if (!Array.isArray(given)) return EDGE_CASE_THRESHOLDS[given as keyof typeof EDGE_CASE_THRESHOLDS];
    const [jointError, vertexError, alignedJointError, alignedVertexError] = given;
    return { jointError, vertexError, alignedJointError, alignedVertexError };
  };
  const only = (thresholds: EdgeCaseThresholds, keys: readonly (keyof EdgeCaseThresholds)[]) =>
    Object.fromEntries(keys.map((key) => [key, thresholds[key]])) as EdgeCaseThresholds;
  if (given !== 'quantile' && kind === 'pose') return fixed();
  const measured = await fromQuantiles();
  const poses = given === 'quantile' ? only(measured, RECONSTRUCTION_ERRORS) : fixed();
  const masks = kind === 'pose' ? {} : only(measured, MASK_DISAGREEMENTS);
  return { ...(kind === 'segmentation' ? {} : poses), ...masks };
}
