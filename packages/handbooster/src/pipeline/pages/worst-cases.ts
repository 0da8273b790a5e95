import { cropAndAugment } from '../../datasets/crop/crop-and-augment.js';
import { interleaved } from '../../datasets/images/interleave.js';
import type { RealSplit } from '../../datasets/real/real-split.js';
import { errorOverlay, sideView } from '../../drawing/error-overlay.js';
import { labelOverlay } from '../../drawing/label-overlay.js';
import { type Tile, tileSheet } from '../../drawing/tile-sheet.js';
import type { HandGeometry } from '../../evaluation/metrics/hand-metrics.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { closedFaces } from '../../hand/hand-parts.js';
import type { HandModel } from '../../hand/model/hand-model.js';

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
}

/** Columns of a gallery. */
export const WORST_CASES = 8;

/** Keeps the largest errors of those it is given. */
export class WorstCases {
  #kept: WorstCase[] = [];

  offer(index: number, error: number, { vertices, joints }: HandGeometry): void {
    if (this.#kept.length === WORST_CASES && error <= this.#kept[WORST_CASES - 1].error) return;
    // Copies: predictions are views of a whole batch's.
    const mine = {
      index,
      error,
      vertices: Float32Array.from(vertices),
      joints: Float32Array.from(joints),
    };
    this.#kept = [...this.#kept, mine].sort((a, b) => b.error - a.error).slice(0, WORST_CASES);
  }

  /** Takes over those of other samples. */
  add(others: readonly WorstCase[]): void {
    for (const { index, error, vertices, joints } of others) this.offer(index, error, { vertices, joints });
  }

  /** Largest first. */
  get list(): readonly WorstCase[] {
    return this.#kept;
  }
}

/**
 * A column a case: the crop with the label's joints, the predicted mesh over it, put at the true wrist and
 * coloured by each vertex's root-relative error, and the same mesh from the side.
 */
export async function worstCaseSheet(
  cases: readonly WorstCase[],
  set: RealSplit,
  hand: HandModel,
  size: number,
): Promise<Buffer> {
  const faces = closedFaces(hand);
  const columns = await Promise.all(
    cases.map(async ({ index, vertices, joints }): Promise<Tile[]> => {
      const { sample, image } = await set.frame(index);
      const crop = cropAndAugment(sample, image, { size });
      const picture = { size, pixels: interleaved(crop.image, size) };
      const truth = decodeHands(hand, sample.hand.pose, sample.hand.betas);
      const errors = Float32Array.from({ length: vertices.length / 3 }, (_, v) => {
        const apart = [0, 1, 2].map(
          (k) => vertices[3 * v + k] - joints[k] - (truth.vertices[3 * v + k] - truth.joints[k]),
        );
        return 1000 * Math.hypot(...apart);
      });
      const placed = vertices.map((value, i) => value - joints[i % 3] + sample.joints[i % 3]);
      const drawn = { vertices: placed, faces, errors };
      return [
        labelOverlay(picture, sample.joints, crop.camera),
        errorOverlay(picture, drawn, crop.camera),
        sideView(drawn, 4 * size),
      ];
    }),
  );
  return tileSheet([0, 1, 2].map((row) => columns.map((column) => column[row])));
}
