/** What {@link KeypointErrors} has gathered. */
export interface KeypointErrorState {
  samples: number;
  /** (K) */
  sums: ArrayLike<number>;
  /** (K, T) */
  counts: ArrayLike<number>;
}

/**
 * Distances of a set of predictions from their truths: means per keypoint, and the curve of those within each
 * threshold. What is kept is a sum and a histogram per keypoint, so that a set of any size takes no more
 * memory than one of its samples.
 */
export class KeypointErrors {
  #samples = 0;
  /** (K) sums of distances, metres. */
  readonly #sums: Float64Array;
  /** (K, T) how many distances are past threshold t - 1 and within t. */
  readonly #counts: Uint32Array;
  /** Thresholds a metre, where they are spread evenly. */
  readonly #perMetre: number;

  /** @param thresholds rising, metres. */
  constructor(
    readonly keypoints: number,
    readonly thresholds: Float64Array = pckThresholds(),
  ) {
    this.#sums = new Float64Array(keypoints);
    this.#counts = new Uint32Array(keypoints * thresholds.length);
    this.#perMetre = (thresholds.length - 1) / (thresholds[thresholds.length - 1] - thresholds[0]);
  }

  /**
   * @param predicted (K, 3) metres.
   * @param truth (K, 3) metres.
   * @returns the mean distance of this sample, metres.
   */
  add(predicted: ArrayLike<number>, truth: ArrayLike<number>): number {
    const { keypoints, thresholds } = this;
    const steps = thresholds.length;
    const start = thresholds[0];
    const end = thresholds[steps - 1];
    const sums = this.#sums;
    const counts = this.#counts;
    const perMetre = this.#perMetre;
    let sum = 0;
    for (let k = 0; k < keypoints; k++) {
      const x = predicted[3 * k] - truth[3 * k];
      const y = predicted[3 * k + 1] - truth[3 * k + 1];
      const z = predicted[3 * k + 2] - truth[3 * k + 2];
      const distance = Math.sqrt(x * x + y * y + z * z);
      sums[k] += distance;
      sum += distance;
      if (!(distance <= end)) continue;
      // A guess that is right where thresholds are spread evenly, and moved until it is wherever they are
      // not.
      let at = distance <= start ? 0 : Math.min(steps - 1, Math.ceil((distance - start) * perMetre));
      while (distance > thresholds[at]) at++;
      while (at > 0 && distance <= thresholds[at - 1]) at--;
      counts[k * steps + at]++;
    }
    this.#samples++;
    return sum / keypoints;
  }

  get samples(): number {
    return this.#samples;
  }

  /** What was gathered, to be added to another's by {@link addState}. */
  get state(): KeypointErrorState {
    return { samples: this.#samples, sums: this.#sums, counts: this.#counts };
  }

  /** Adds what another of as many keypoints and the same thresholds has gathered. */
  addState({ samples, sums, counts }: KeypointErrorState): void {
    if (sums.length !== this.#sums.length || counts.length !== this.#counts.length) {
      throw new RangeError(
        `KeypointErrors: expected ${this.#sums.length} sums and ${this.#counts.length} counts, found ${sums.length} and ${counts.length}`,
      );
    }
    this.#samples += samples;
    for (let i = 0; i < sums.length; i++) this.#sums[i] += sums[i];
    for (let i = 0; i < counts.length; i++) this.#counts[i] += counts[i];
  }

  /** Mean over keypoints of each keypoint's mean distance, metres; NaN without samples. */
  mean(): number {
    return this.#sums.reduce((total, sum) => total + sum / this.#samples, 0) / this.keypoints;
  }

  /**
   * Percentage of correct keypoints: for each threshold (metres) the share of distances at most as large, per
   * keypoint and then averaged. The area under it (trapezoid rule, divided by the range) is the AUC of Tab.
   * 1-4.
   */
  curve(): { thresholds: Float64Array; pck: Float64Array; auc: number } {
    const { thresholds } = this;
    const steps = thresholds.length;
    const pck = new Float64Array(steps);
    for (let k = 0; k < this.keypoints; k++) {
      let below = 0;
      for (let t = 0; t < steps; t++) {
        below += this.#counts[k * steps + t];
        pck[t] += below / this.#samples / this.keypoints;
      }
    }
    let area = 0;
    for (let t = 1; t < steps; t++) area += ((pck[t] + pck[t - 1]) / 2) * (thresholds[t] - thresholds[t - 1]);
    return { thresholds, pck, auc: area / (thresholds[steps - 1] - thresholds[0]) };
  }
}

/** 100 thresholds evenly from 0 to 50 mm, both included: the FreiHAND and HO3D scripts' choice. */
export function pckThresholds(): Float64Array {
  return Float64Array.from({ length: 100 }, (_, k) => (0.05 * k) / 99);
}
