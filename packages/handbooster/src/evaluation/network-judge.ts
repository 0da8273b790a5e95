import type { ReconstructionNetwork } from '../reconstruction/networks/reconstruction-network.js';
import { predictHands } from '../reconstruction/prediction/predict-hands.js';
import { planesOf, splitHands } from '../reconstruction/prediction/predict-patches.js';
import type { EdgeCaseJudge } from '../synthesis/filter/edge-case-filter.js';
import { predictMasks } from '../synthesis/segmentation/mask-agreement.js';
import type { Segmenter } from '../synthesis/segmentation/segmenter.js';
import { HandMetrics } from './metrics/hand-metrics.js';

/**
 * A reconstruction network as the edge-case filter's judge, with a segmenter beside it where there is one.
 * Images of another size than the network's are resized.
 */
export function networkJudge(
  network: ReconstructionNetwork,
  vertexCount: number,
  segmenter: Segmenter | null = null,
): EdgeCaseJudge {
  const judge: EdgeCaseJudge = {
    predict: (images) =>
      splitHands(predictHands(network, planesOf(images, network.inputSize)), images.length),
    measure: (predicted, truth) => new HandMetrics(vertexCount).add(predicted, truth),
  };
  return segmenter === null ? judge : { ...judge, masks: (images) => predictMasks(segmenter, images) };
}
