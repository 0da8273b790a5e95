import type { EdgeCaseThresholds } from './edge-case-thresholds.js';
import { quantileOf } from './edge-case-thresholds.js';
import {
  RECONSTRUCTION_ERRORS,
  type ReconstructedHand,
  type ReconstructionErrors,
} from './reconstruction-errors.js';

/** A made image with the hand it was made for. */
export interface EdgeCaseCandidate {
  id: string;
  /** (H, W, 3) */
  image: Uint8Array;
  truth: ReconstructedHand;
}

/** The network that judges, and how its answers are measured. */
export interface EdgeCaseJudge {
  /** The hand in each image, by a reconstruction network trained on the same real images as the denoiser. */
  predict(
    images: readonly Uint8Array[],
  ): readonly ReconstructedHand[] | Promise<readonly ReconstructedHand[]>;
  /** The four errors, millimetres; `evaluation` has them. */
  measure(predicted: ReconstructedHand, truth: ReconstructedHand): ReconstructionErrors;
}

/** What became of one image. */
export interface EdgeCaseVerdict {
  id: string;
  errors: ReconstructionErrors;
  kept: boolean;
  /** The errors past their thresholds; empty for a kept image. */
  exceeded: (keyof ReconstructionErrors)[];
  /** Largest error as a multiple of its threshold: orders images from clear to doubtful. */
  severity: number;
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
 * Edge-case filtering (Sec. 3.2): an image is dropped where the hand reconstructed from it is further from the hand it
 * was made for than any threshold allows (strictly; an error that is not a number also drops it).
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
    batch.forEach(({ id, truth }, i) => {
      verdicts.push(verdict(id, judge.measure(hands[i], truth), thresholds));
    });
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

/** The verdict on one image, from its errors. */
export function verdict(
  id: string,
  errors: ReconstructionErrors,
  thresholds: EdgeCaseThresholds,
): EdgeCaseVerdict {
  const exceeded = RECONSTRUCTION_ERRORS.filter((key) => !(errors[key] <= thresholds[key]));
  const ratios = RECONSTRUCTION_ERRORS.map((key) => errors[key] / thresholds[key]);
  const severity = ratios.some(Number.isNaN) ? Number.POSITIVE_INFINITY : Math.max(...ratios);
  return { id, errors, kept: exceeded.length === 0, exceeded, severity };
}

/** One line of the table of what was dropped and why. */
export interface EdgeCaseReason {
  error: keyof ReconstructionErrors;
  /** Millimetres. */
  threshold: number;
  /** Images past this threshold. */
  dropped: number;
  /** Images past this threshold and no other. */
  droppedByThisAlone: number;
  /** Median error over kept and over dropped images, millimetres; null where there are none. */
  medianKept: number | null;
  medianDropped: number | null;
}

/** What was dropped, and why. */
export interface EdgeCaseTable {
  judged: number;
  kept: number;
  dropped: number;
  reasons: EdgeCaseReason[];
}

/** Counts verdicts by reason. */
export function edgeCaseTable(
  verdicts: readonly EdgeCaseVerdict[],
  thresholds: EdgeCaseThresholds,
): EdgeCaseTable {
  const kept = verdicts.filter((one) => one.kept);
  const dropped = verdicts.filter((one) => !one.kept);
  const reasons = RECONSTRUCTION_ERRORS.map((error): EdgeCaseReason => {
    const past = dropped.filter(({ exceeded }) => exceeded.includes(error));
    const median = (list: EdgeCaseVerdict[]) =>
      list.length === 0
        ? null
        : quantileOf(
            list.map(({ errors }) => errors[error]),
            0.5,
          );
    return {
      error,
      threshold: thresholds[error],
      dropped: past.length,
      droppedByThisAlone: past.filter(({ exceeded }) => exceeded.length === 1).length,
      medianKept: median(kept),
      medianDropped: median(dropped),
    };
  });
  return { judged: verdicts.length, kept: kept.length, dropped: dropped.length, reasons };
}
