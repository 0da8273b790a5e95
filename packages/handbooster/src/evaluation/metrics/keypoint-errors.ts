/** Distances of a set of predictions from their truths, kept per keypoint, and the curve made of them. */
export class KeypointErrors {
  /** One list of distances (metres) per keypoint. */
  readonly #distances: number[][];

  constructor(readonly keypoints: number) {
    this.#distances = Array.from({ length: keypoints }, () => []);
  }

  /** @param predicted (K, 3) metres. @param truth (K, 3) metres. @returns the mean distance of this sample, metres. */
  add(predicted: ArrayLike<number>, truth: ArrayLike<number>): number {
    let sum = 0;
    for (let k = 0; k < this.keypoints; k++) {
      const distance = Math.hypot(
        predicted[3 * k] - truth[3 * k],
        predicted[3 * k + 1] - truth[3 * k + 1],
        predicted[3 * k + 2] - truth[3 * k + 2],
      );
      this.#distances[k].push(distance);
      sum += distance;
    }
    return sum / this.keypoints;
  }

  get samples(): number {
    return this.#distances[0]?.length ?? 0;
  }

  /** Mean over keypoints of each keypoint's mean distance, metres; NaN without samples. */
  mean(): number {
    const means = this.#distances.map((list) => list.reduce((a, b) => a + b, 0) / list.length);
    return means.reduce((a, b) => a + b, 0) / means.length;
  }

  /**
   * Percentage of correct keypoints: for each threshold (metres) the share of distances at most as large, per keypoint
   * and then averaged. The area under it (trapezoid rule, divided by the range) is the AUC of Tab. 1-4.
   */
  curve(thresholds: Float64Array = pckThresholds()): {
    thresholds: Float64Array;
    pck: Float64Array;
    auc: number;
  } {
    const pck = new Float64Array(thresholds.length);
    for (const list of this.#distances) {
      const sorted = Float64Array.from(list).sort();
      let below = 0;
      thresholds.forEach((threshold, k) => {
        while (below < sorted.length && sorted[below] <= threshold) below++;
        pck[k] += below / sorted.length / this.keypoints;
      });
    }
    let area = 0;
    for (let k = 1; k < thresholds.length; k++) {
      area += ((pck[k] + pck[k - 1]) / 2) * (thresholds[k] - thresholds[k - 1]);
    }
    return { thresholds, pck, auc: area / (thresholds[thresholds.length - 1] - thresholds[0]) };
  }
}

/** 100 thresholds evenly from 0 to 50 mm, both included: the FreiHAND and HO3D scripts' choice. */
export function pckThresholds(): Float64Array {
  return Float64Array.from({ length: 100 }, (_, k) => (0.05 * k) / 99);
}
