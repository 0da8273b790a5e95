import { Random } from '@handbooster/torch';
import { describe, expect, it } from 'vitest';
import { fScores } from './f-score.js';
import { HandMetrics, handErrors } from './hand-metrics.js';
import { KeypointErrors } from './keypoint-errors.js';
import { procrustesAlign } from './procrustes.js';

const points = (random: Random, count: number, scale = 0.1) =>
  Float64Array.from({ length: 3 * count }, () => random.uniform(-scale, scale));
/** Rotation by `angle` about z, then scale and translation. */
const similarity = (x: Float64Array, angle: number, scale: number, t: number[]) =>
  x.map((_, i) => {
    const at = i - (i % 3);
    const c = Math.cos(angle);
    const s = Math.sin(angle);
    const turned = [c * x[at] - s * x[at + 1], s * x[at] + c * x[at + 1], x[at + 2]];
    return scale * turned[i % 3] + t[i % 3];
  });

describe('Procrustes alignment', () => {
  const truth = points(new Random('procrustes'), 21);

  it('undoes any similarity', () => {
    const moved = similarity(truth, 1.1, 2.5, [0.3, -0.2, 0.9]);
    expect(procrustesAlign(moved, truth)).toBeAllclose(truth, { absolute: 1e-7 });
    expect(procrustesAlign(moved, truth, { reflection: 'refused' })).toBeAllclose(truth, { absolute: 1e-7 });
  });

  it('undoes a mirror image only where reflections are allowed', () => {
    const mirrored = truth.map((value, i) => (i % 3 === 0 ? -value : value));
    expect(procrustesAlign(mirrored, truth)).toBeAllclose(truth, { absolute: 1e-7 });
    const proper = procrustesAlign(mirrored, truth, { reflection: 'refused' });
    expect(Math.max(...proper.map((value, i) => Math.abs(value - truth[i])))).toBeGreaterThan(0.01);
  });

  it('leaves no better rotation, scale or translation nearby', () => {
    const random = new Random('perturbed');
    const predicted = similarity(truth, 0.4, 1.2, [0, 0, 1]).map((value) => value + random.normal(0, 0.02));
    const cost = (x: Float64Array) => x.reduce((sum, value, i) => sum + (value - truth[i]) ** 2, 0);
    const aligned = procrustesAlign(predicted, truth);
    for (const step of [-1e-3, 1e-3]) {
      expect(cost(similarity(aligned, step, 1, [0, 0, 0]))).toBeGreaterThan(cost(aligned));
      expect(cost(similarity(aligned, 0, 1, [step, 0, 0]))).toBeGreaterThan(cost(aligned));
    }
  });
});

describe('errors per keypoint', () => {
  it('average over keypoints, and the area of the curve follows', () => {
    const fine = Float64Array.from({ length: 100_001 }, (_, k) => (0.05 * k) / 100_000);
    const errors = new KeypointErrors(2, fine);
    // Keypoint 0 is off by 10 mm, keypoint 1 by 30 mm: 20 mm on average.
    expect(errors.add([0.01, 0, 0, 0, 0.03, 0], [0, 0, 0, 0, 0, 0])).toBeCloseTo(0.02, 12);
    expect(errors.mean()).toBeCloseTo(0.02, 12);
    const { auc } = errors.curve();
    // The curve is a step of 1/2 at 10 mm and another at 30 mm.
    expect(auc).toBeCloseTo((0.5 * 0.04 + 0.5 * 0.02) / 0.05, 4);
  });

  it('5.2 mm everywhere is an area near 89.6 %, as the paper pairs them', () => {
    const errors = new KeypointErrors(1);
    errors.add([0.0052, 0, 0], [0, 0, 0]);
    expect(errors.curve().auc).toBeCloseTo(0.896, 2);
  });
});

describe('F-score', () => {
  const bruteForce = (a: Float64Array, b: Float64Array, threshold: number) => {
    const share = (x: Float64Array, y: Float64Array) => {
      let count = 0;
      for (let i = 0; i < x.length; i += 3) {
        let nearest = Number.POSITIVE_INFINITY;
        for (let j = 0; j < y.length; j += 3) {
          nearest = Math.min(nearest, Math.hypot(x[i] - y[j], x[i + 1] - y[j + 1], x[i + 2] - y[j + 2]));
        }
        if (nearest < threshold) count++;
      }
      return count / (x.length / 3);
    };
    const precision = share(b, a);
    const recall = share(a, b);
    return precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0;
  };

  it.each([0.02, 0.05, 0.1])('equals brute force on points in a cube of half width %f m', (scale) => {
    const random = new Random('f-score', scale);
    const a = points(random, 60, scale);
    const b = points(random, 80, scale);
    expect(fScores(a, b)).toBeAllclose(
      [0.005, 0.015].map((t) => bruteForce(a, b, t)),
      { absolute: 1e-12 },
    );
  });

  it('is 1 for equal sets, 0 for distant ones, and its threshold is strict', () => {
    expect(fScores([0, 0, 0, 1, 1, 1], [0, 0, 0, 1, 1, 1])).toEqual([1, 1]);
    expect(fScores([0, 0, 0], [1, 0, 0])).toEqual([0, 0]);
    expect(fScores([0, 0, 0], [0.5, 0, 0], [0.5])).toEqual([0]);
  });
});

describe('HandMetrics', () => {
  it('does not see a translation, and sees a rotation only before alignment', () => {
    const random = new Random('metrics');
    const truth = { joints: points(random, 21), vertices: points(random, 30) };
    const moved = (angle: number) => ({
      joints: similarity(truth.joints, angle, 1, [0.1, 0.2, 0.3]),
      vertices: similarity(truth.vertices, angle, 1, [0.1, 0.2, 0.3]),
    });
    const still = new HandMetrics(30).add(moved(0), truth);
    for (const error of Object.values(still)) expect(error).toBeLessThan(1e-3);
    const metrics = new HandMetrics(30);
    const turned = metrics.add(moved(0.5), truth);
    expect(turned.jointError).toBeGreaterThan(10);
    expect(turned.alignedJointError).toBeLessThan(1e-3);
    expect(metrics.scores().rootRelative.jointError).toBeCloseTo(turned.jointError, 9);
    expect(metrics.scores().aligned.fScore5).toBe(1);
  });
});

describe('errors without F-scores', () => {
  it('are those of the metrics, one by one and in the mean', () => {
    const random = new Random('errors');
    const metrics = new HandMetrics(40);
    const each = Array.from({ length: 5 }, () => {
      const hand = () => ({ joints: points(random, 21), vertices: points(random, 40) });
      const [predicted, truth] = [hand(), hand()];
      const errors = handErrors(predicted, truth);
      expect(Object.values(errors)).toBeAllclose(Object.values(metrics.add(predicted, truth)), {
        relative: 1e-9,
      });
      return errors;
    });
    const mean = (name: 'jointError' | 'alignedVertexError') =>
      each.reduce((sum, errors) => sum + errors[name] / 5, 0);
    const { rootRelative, aligned } = metrics.scores();
    expect(mean('jointError')).toBeCloseTo(rootRelative.jointError, 8);
    expect(mean('alignedVertexError')).toBeCloseTo(aligned.vertexError, 8);
  });
});

describe('F-score of other sets', () => {
  it('is the brute force for meshes that share nothing, spread wide, or with numbers that are not finite', () => {
    const random = new Random('f-score sets');
    const within = (a: Float64Array, b: Float64Array, threshold: number) => {
      let count = 0;
      for (let i = 0; i < a.length; i += 3) {
        for (let j = 0; j < b.length; j += 3) {
          if (Math.hypot(a[i] - b[j], a[i + 1] - b[j + 1], a[i + 2] - b[j + 2]) < threshold) {
            count++;
            break;
          }
        }
      }
      return count / (a.length / 3);
    };
    const sets: [Float64Array, Float64Array][] = [
      [points(random, 90, 0.03), points(random, 70, 0.03)],
      [points(random, 60, 0.02), points(random, 60, 0.02)],
      [points(random, 60, 30), points(random, 60, 0.02)],
    ];
    const broken = points(random, 60, 0.02);
    broken.set([Number.NaN, 0, 0, 0, Number.POSITIVE_INFINITY, 0]);
    sets.push([broken, points(random, 60, 0.02)]);
    const thresholds = [0.015, 0.005, 0.01];
    for (const [a, b] of sets) {
      const expected = thresholds.map((threshold) => {
        const [p, r] = [within(b, a, threshold), within(a, b, threshold)];
        return p + r > 0 ? (2 * p * r) / (p + r) : 0;
      });
      expect(fScores(a, b, thresholds)).toEqual(expected);
    }
  });
});
