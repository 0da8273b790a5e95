import type { Camera } from '../../geometry/camera.js';
import { maskAgreement } from '../segmentation/mask-agreement.js';
import type { EdgeCaseMeasures } from './edge-case-measures.js';
import type { EdgeCaseThresholds } from './edge-case-thresholds.js';
import { type EdgeCaseVerdict, edgeCaseVerdict } from './edge-case-verdict.js';
import type { ReconstructedHand, ReconstructionErrors } from './reconstruction-errors.js';

/** A made image with the hand it was made for. */
export interface EdgeCaseCandidate {
  id: string;
  /** (H, W, 3) */
  image: Uint8Array;
  truth: ReconstructedHand;
  /** (H, W) where hand (1) and objects (2) are to be, for a judge that sees masks. */
  mask?: Uint8Array;
  /** Where the hand's joints (21, 2) are to be, pixels, and the image's camera, for a judge of landmarks. */
  place?: { joints2d: ArrayLike<number>; camera: Camera };
}

/** The network that judges, and how its answers are measured. */
export interface EdgeCaseJudge {
  /** The hand in each image, by a reconstruction network trained on the same real images as the denoiser. */
  predict(
    images: readonly Uint8Array[],
  ): readonly ReconstructedHand[] | Promise<readonly ReconstructedHand[]>;
  /** The four errors, millimetres; `evaluation` has them. */
  measure(predicted: ReconstructedHand, truth: ReconstructedHand): ReconstructionErrors;
  /** Where hand (1) and objects (2) are in each image, by a segmenter: a judge that knows no poses. */
  masks?(images: readonly Uint8Array[]): readonly Uint8Array[];
  /** How far the hand that landmarks show in an image is from the place, as a share of the hand. */
  landmarks?(image: Uint8Array, place: NonNullable<EdgeCaseCandidate['place']>): Promise<number>;
}

/** Options of `edgeCaseFilter`. */
export interface EdgeCaseFilterOptions {
  thresholds: EdgeCaseThresholds;
  /** Images the network sees at a time. */
  batchSize?: number;
  signal?: AbortSignal;
  onProgress?(done: number): void;
}

/**
 * Edge-case filtering (Sec. 3.2): an image is dropped where the hand reconstructed from it is further from
 * the hand it was made for than any threshold allows (strictly; an error that is not a number also drops it).
 * A judge with masks adds how far hand and objects in the image are from where its condition has them, one
 * with landmarks how far the hand's joints are.
 *
 * @example
 * ```ts
 * import { decodeHands, EDGE_CASE_THRESHOLDS, edgeCaseFilter } from 'handbooster';
 * import { handErrors, loadBuiltinHand } from 'handbooster';
 * const truth = decodeHands(loadBuiltinHand(), new Float32Array(48));
 * const candidates = [{ id: 'image-0', image: new Uint8Array(3 * 64 * 64), truth }];
 * const judge = { predict: () => [truth], measure: handErrors };
 * const [verdict] = await edgeCaseFilter(candidates, judge, { thresholds: EDGE_CASE_THRESHOLDS });
 * console.log(verdict.kept); // true
 * ```
 */
export async function edgeCaseFilter(
  candidates: Iterable<EdgeCaseCandidate> | AsyncIterable<EdgeCaseCandidate>,
  judge: EdgeCaseJudge,
  options: EdgeCaseFilterOptions,
): Promise<EdgeCaseVerdict[]> {
  const { thresholds, batchSize = 32, signal, onProgress } = options;
  const verdicts: EdgeCaseVerdict[] = [];
  let batch: EdgeCaseCandidate[] = [];
  const judgeBatch = async () => {
    const hands = await judge.predict(batch.map(({ image }) => image));
    if (hands.length !== batch.length) {
      throw new RangeError(`edgeCaseFilter: ${batch.length} images went in, ${hands.length} hands came out`);
    }
    const masks = judge.masks?.(batch.map(({ image }) => image));
    for (const [i, { id, truth, mask, image, place }] of batch.entries()) {
      const measures: EdgeCaseMeasures = { ...judge.measure(hands[i], truth) };
      if (masks !== undefined && mask !== undefined) {
        const { hand, object } = maskAgreement(masks[i], mask);
        measures.handDisagreement = 1 - hand;
        measures.objectDisagreement = 1 - object;
      }
      if (judge.landmarks !== undefined && place !== undefined) {
        measures.landmarkDisagreement = await judge.landmarks(image, place);
      }
      verdicts.push(edgeCaseVerdict(id, measures, thresholds));
    }
    batch = [];
    onProgress?.(verdicts.length);
  };
  for await (const candidate of candidates) {
    if (signal?.aborted) return verdicts;
    batch.push(candidate);
    if (batch.length === batchSize) await judgeBatch();
  }
  if (batch.length > 0) await judgeBatch();
  return verdicts;
}
