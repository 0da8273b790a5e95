import { mean } from '../../base/numbers/mean.js';
import { median } from '../../base/numbers/median.js';
import {
  type MaskAgreement,
  maskAgreement,
  predictMasks,
} from '../../synthesis/segmentation/mask-agreement.js';
import {
  imagesOf,
  type MeasureContext,
  type MeasuredCondition,
  type MeasuredPicture,
} from './measure-context.js';

/** Overlap (IoU) of what a segmenter sees with the masks of conditions: means and medians. */
export interface OverlapSummary {
  images: number;
  hand: number;
  object: number;
  medianHand: number;
  medianObject: number;
}

export interface MapMeasure {
  /** Real held-out pictures with their own masks: the best the segmenter can do. */
  real: OverlapSummary;
  /** Images made for those pictures' conditions. */
  ofRealConditions: OverlapSummary;
  /** Images made for the run's own conditions. */
  ofRunConditions: OverlapSummary;
  /** The same images with the masks of other conditions: what says nothing. */
  mismatched: OverlapSummary;
}

/** Do hand and object stand where the maps have them? */
export async function measureMaps(
  context: MeasureContext,
  real: readonly MeasuredPicture[],
  conditions: readonly MeasuredCondition[],
): Promise<MapMeasure> {
  const overlaps = (images: readonly Uint8Array[], masks: readonly Uint8Array[]) =>
    summarise(predictMasks(context.segmenter, images).map((found, i) => maskAgreement(found, masks[i])));
  const realMasks = real.map(({ mask }) => mask);
  const masks = conditions.map(({ mask }) => mask);
  const images = await imagesOf(
    context,
    conditions.map(({ condition }) => condition),
  );
  const again = await imagesOf(
    context,
    real.map(({ condition }) => condition),
  );
  return {
    real: overlaps(
      real.map(({ image }) => image),
      realMasks,
    ),
    ofRealConditions: overlaps(again, realMasks),
    ofRunConditions: overlaps(images, masks),
    mismatched: overlaps(
      images,
      masks.map((_, i) => masks[(i + 1) % masks.length]),
    ),
  };
}

function summarise(agreements: readonly MaskAgreement[]): OverlapSummary {
  const hand = agreements.map((agreement) => agreement.hand);
  const object = agreements.map((agreement) => agreement.object);
  return {
    images: agreements.length,
    hand: mean(hand),
    object: mean(object),
    medianHand: median(hand),
    medianObject: median(object),
  };
}
