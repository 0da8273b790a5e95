import { scope, type Tensor } from '@handbooster/torch';
import type { SamplingProblem } from './sampling-problem.js';
import { type Spacing, signalLevel, timeGrid } from './time-grid.js';

/** Options of `sampleUniPc`. */
export interface UniPcOptions {
  steps: number;
  /** Clamp the predicted image to [-1, 1]. */
  clip?: boolean;
  /** `log-snr` unless said otherwise. */
  spacing?: Spacing;
}

/** Where a step starts, and what it needs of the past. */
interface Point {
  x: Tensor;
  clean: Tensor;
}

/**
 * UniPC of second order with B(h) = e^h - 1, in terms of the predicted image (Zhao et al. 2023): a multistep
 * predictor, and a corrector that uses the next step's own evaluation, so that it costs none. Deterministic.
 */
export function sampleUniPc(problem: SamplingProblem, options: UniPcOptions): Tensor {
  const { steps, clip = true, spacing = 'log-snr' } = options;
  const { schedule } = problem;
  const times = timeGrid(schedule, steps, spacing);
  const level = times.map((time) => signalLevel(schedule, time));
  const signal = level.map((abar) => Math.sqrt(abar));
  const spread = level.map((abar) => Math.sqrt(1 - abar));
  const halfLogSnr = level.map((abar) => 0.5 * Math.log(abar / (1 - abar)));

  /** From point `from` to `from + 1`: first-order move plus weights times differences of predictions. */
  const move = (from: number, { x, clean }: Point, terms: [number, Tensor][]): Tensor => {
    const h = halfLogSnr[from + 1] - halfLogSnr[from];
    const gain = -signal[from + 1] * Math.expm1(-h);
    const moved = x.mul(spread[from + 1] / spread[from]).add_(clean, { alpha: gain });
    for (const [weight, other] of terms) moved.add_(other.sub(clean), { alpha: gain * weight });
    return moved;
  };
  /** Position of the point before `from` on the scale of the step that starts there: negative. */
  const before = (from: number) =>
    (halfLogSnr[from - 1] - halfLogSnr[from]) / (halfLogSnr[from + 1] - halfLogSnr[from]);

  let x = problem.start;
  const past: Point[] = [];
  for (let step = 0; step < steps; step++) {
    const [last, older] = past;
    const now: Point & { next: Tensor } = scope(() => {
      const predicted = problem.predict(x, times[step]);
      const clean = clip ? predicted.clamp(-1, 1) : predicted;
      let corrected = x;
      if (last) {
        const weights = correctorWeights(halfLogSnr[step] - halfLogSnr[step - 1], older && before(step - 1));
        const terms: [number, Tensor][] = [[weights.next, clean]];
        if (older) terms.push([weights.older, older.clean]);
        corrected = move(step - 1, last, terms);
      }
      if (times[step + 1] < 0) return { x: corrected, clean, next: clean };
      const terms: [number, Tensor][] = last ? [[0.5 / before(step), last.clean]] : [];
      return { x: corrected, clean, next: move(step, { x: corrected, clean }, terms) };
    });
    release([x, older?.x, older?.clean], [problem.start, now.x, now.clean, now.next]);
    past.unshift(now);
    past.length = Math.min(past.length, 2);
    x = now.next;
    problem.onStep?.(step + 1, steps);
  }
  release(
    past.flatMap((point) => [point.x, point.clean]),
    [problem.start, x],
  );
  return x;
}

/**
 * Weights of the corrector's differences of predictions (to the new point's; to the one before the last), so
 * that predictions that change like a parabola in the log of the signal-to-noise ratio are integrated
 * exactly.
 *
 * @param h length of the step.
 * @param older place of the point before the last in units of the step, undefined where there is none.
 */
function correctorWeights(h: number, older: number | undefined): { next: number; older: number } {
  if (older === undefined) return { next: 0.5, older: 0 };
  const decay = Math.expm1(-h);
  // phi(k + 1) = (phi(k) - 1 / k!) / -h, with phi(1) = decay / -h: integrals of e^(...) times powers over the
  // step.
  const second = decay / -h - 1;
  const third = second / -h - 0.5;
  const linear = second / decay;
  const square = (2 * third) / decay;
  // Solve a + b = linear and a older + b = square for the slopes' weights; the slope to the older point is
  // taken over `older`.
  const a = (square - linear) / (older - 1);
  return { next: linear - a, older: a / older };
}

/** Frees tensors but those to be kept. */
function release(tensors: readonly (Tensor | undefined)[], kept: readonly Tensor[]): void {
  for (const tensor of new Set(tensors)) {
    if (tensor && !kept.includes(tensor)) tensor.dispose();
  }
}
