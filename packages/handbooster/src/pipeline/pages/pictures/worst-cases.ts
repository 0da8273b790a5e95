import { cropAndAugment } from '../../../datasets/crop/crop-and-augment.js';
import { interleaved } from '../../../datasets/images/interleave.js';
import type { RealSplit } from '../../../datasets/real/real-split.js';
import { errorOverlay, sideView } from '../../../drawing/error-overlay.js';
import { labelOverlay } from '../../../drawing/label-overlay.js';
import { type Tile, tileSheet } from '../../../drawing/tile-sheet.js';
import type { HandGeometry } from '../../../evaluation/metrics/hand-metrics.js';
import { decodeHands } from '../../../hand/decode-hands.js';
import { closedFaces } from '../../../hand/hand-parts.js';
import type { HandModel } from '../../../hand/model/hand-model.js';

/** A prediction worth looking at. */
export interface WorstCase {
  /** Of the sample in its split. */
  index: number;
  /** V-PE, millimetres. */
  error: number;
  /** (V, 3) metres. */
  vertices: Float32Array;
  /** (21, 3) metres. */
  joints: Float32Array;
  /** What the network that is compared with predicts of the same sample. */
  other: { vertices: Float32Array; joints: Float32Array };
}

/** Columns of a gallery. */
export const WORST_CASES = 8;

/** Keeps the largest errors of those it is given. */
export class WorstCases {
  #kept: WorstCase[] = [];

  offer(index: number, error: number, hand: HandGeometry, other: HandGeometry): void {
    if (this.#kept.length === WORST_CASES && error <= this.#kept[WORST_CASES - 1].error) return;
    // Copies: predictions are views of a whole batch's.
    const copy = ({ vertices, joints }: HandGeometry) => ({
      vertices: Float32Array.from(vertices),
      joints: Float32Array.from(joints),
    });
    const mine = { index, error, ...copy(hand), other: copy(other) };
    this.#kept = [...this.#kept, mine].sort((a, b) => b.error - a.error).slice(0, WORST_CASES);
  }

  /** Takes over those of other samples. */
  add(others: readonly WorstCase[]): void {
    for (const { index, error, other, ...hand } of others) this.offer(index, error, hand, other);
  }

  /** Largest first. */
  get list(): readonly WorstCase[] {
    return this.#kept;
  }
}

/**
 * A column a case: the crop with the label's joints, over it the mesh that the other network and the one the
 * cases are of predict, each put at the true wrist and coloured by each vertex's root-relative error, and the
 * last from the side.
 */
export async function worstCaseSheet(
  cases: readonly WorstCase[],
  set: RealSplit,
  hand: HandModel,
  size: number,
): Promise<Buffer> {
  const faces = closedFaces(hand);
  const columns = await Promise.all(
    cases.map(async ({ index, other, ...own }): Promise<Tile[]> => {
      const { sample, image } = await set.frame(index);
      const crop = cropAndAugment(sample, image, { size });
      const picture = { size, pixels: interleaved(crop.image, size) };
      const truth = decodeHands(hand, sample.hand.pose, sample.hand.betas);
      const drawn = ({ vertices, joints }: WorstCase['other']) => ({
        vertices: vertices.map((value, i) => value - joints[i % 3] + sample.joints[i % 3]),
        errors: rootRelativeErrors({ vertices, joints }, truth),
        faces,
      });
      return [
        labelOverlay(picture, sample.joints, crop.camera),
        errorOverlay(picture, drawn(other), crop.camera),
        errorOverlay(picture, drawn(own), crop.camera),
        sideView(drawn(own), 4 * size),
      ];
    }),
  );
  return tileSheet([0, 1, 2, 3].map((row) => columns.map((column) => column[row])));
}

/** Millimetres between the vertices of two hands, each less its own wrist. */
function rootRelativeErrors(predicted: WorstCase['other'], truth: HandGeometry): Float32Array {
  return Float32Array.from({ length: predicted.vertices.length / 3 }, (_, v) => {
    const apart = [0, 1, 2].map(
      (k) =>
        predicted.vertices[3 * v + k] - predicted.joints[k] - (truth.vertices[3 * v + k] - truth.joints[k]),
    );
    return 1000 * Math.hypot(...apart);
  });
}
