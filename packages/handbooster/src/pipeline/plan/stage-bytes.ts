import { NETWORK_KINDS } from '../../reconstruction/networks/network-kinds.js';
import type { Config } from '../config/config-schema.js';
import { readyWeights } from '../weights/ready-weights.js';
import { dataSize } from './data-size.js';
import { denoiserWidth, simulatedPictures } from './stage-work.js';

/**
 * Bytes on disk, measured: the stages of a run of the preset `claim` as its manifest counts them (5,721
 * pictures of 320 x 240, 768 tries, 12 objects, 1,200 conditions, images of 64 x 64, 3,840 predictions).
 */
const MEASURED = {
  picture: 357_034_424 / 5721,
  grasp: 888_411 / 768,
  object: 888_770 / 12,
  condition: 4_241_837 / 1200,
  image: 13_625_064 / 1200,
  verdict: 349_589 / 1200,
  labelledImage: 17_606_597 / 1118,
  prediction: 3_973_603 / 3840,
  denoiser: 14_450_544,
} as const;

/** A training leaves its weights as chosen, best and last, and the last with both moments of Adam. */
const WEIGHT_COPIES = 6;
/** Of weights in float32. */
const WEIGHT_BYTES = 4;

/**
 * Bytes that each stage will leave, about: pictures go with their pixels, weights with the network. Data of
 * one's own is read where it is and not copied.
 */
export function stageBytes(config: Config): Record<string, number> {
  const { capture, grasps, conditions, denoiser, train } = config;
  const { train: real, test, objects } = dataSize(config);
  const count = conditions.count > 0 ? conditions.count : real;
  const pixels = (denoiser.imageSize / 64) ** 2;
  const weights = WEIGHT_COPIES * WEIGHT_BYTES * NETWORK_KINDS[train.network].parameters;
  const isSimulated = capture.source === 'simulated';
  return {
    capture: isSimulated ? simulatedPictures(config) * MEASURED.picture : 0,
    grasps: objects * grasps.perObject * MEASURED.grasp,
    select: objects * MEASURED.object,
    conditions: count * MEASURED.condition,
    denoiser:
      MEASURED.denoiser * denoiserWidth(denoiser.preset) ** 2 * (readyWeights(config) === null ? 5 : 1),
    synthesise: count * MEASURED.image * pixels,
    baseline: weights,
    filter: count * MEASURED.verdict,
    dataset: count * MEASURED.labelledImage * pixels,
    train: weights,
    evaluate: 2 * test * MEASURED.prediction,
    report: 3e6,
  };
}
