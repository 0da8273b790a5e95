import type { SampleRecord } from '../../../evaluation/metrics/error-groups.js';
import { type HandGeometry, HandMetrics } from '../../../evaluation/metrics/hand-metrics.js';
import { pckThresholds } from '../../../evaluation/metrics/keypoint-errors.js';
import type { CurveRow, EvaluationRow, MethodScores } from '../../outputs/scores.js';

/** What a test sample shows. */
export type SampleFacts = Omit<SampleRecord, 'method' | 'errors'>;

/** Puts the errors of one method on one split into the scores. */
export class MethodScorer {
  readonly #metrics: HandMetrics;
  /** Of this method, so that methods can be scored side by side and stand one after the other. */
  readonly #samples: SampleRecord[] = [];

  constructor(
    readonly scores: MethodScores,
    readonly split: string,
    readonly method: EvaluationRow['method'],
    readonly facts: readonly SampleFacts[],
    vertexCount: number,
    reflection: 'allowed' | 'refused',
  ) {
    this.#metrics = new HandMetrics(vertexCount, { reflection });
  }

  /** @param index of the sample in its split */
  add(index: number, predicted: HandGeometry, truth: HandGeometry) {
    const errors = this.#metrics.add(predicted, truth);
    this.#samples.push({ ...this.facts[index], method: this.method, errors });
    return errors;
  }

  end(): void {
    const { split, method, facts } = this;
    const thresholds = Array.from(pckThresholds(), (metres) => 1000 * metres);
    for (const record of this.#samples) this.scores.samples.push(record);
    this.scores.rows.push({ split, samples: facts.length, method, ...this.#metrics.scores() });
    this.scores.curves.push({ split, method, thresholds, curves: plain(this.#metrics.curves()) });
  }
}

/** Rounded, because thousands of digits help nobody. */
function plain(curves: Record<string, Float64Array>): CurveRow['curves'] {
  const short = Object.entries(curves).map(([name, curve]) => [
    name,
    Array.from(curve, (v) => Number(v.toFixed(5))),
  ]);
  return Object.fromEntries(short);
}
