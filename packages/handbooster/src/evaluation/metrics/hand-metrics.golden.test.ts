import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FormulaTensors, goldenFolder, hasGolden } from '../../../test/support/formula-tensors.js';
import { HandMetrics } from './hand-metrics.js';

const NAME = 'reconstruction/metrics.json';
const VERTICES = 778;

describe.skipIf(!hasGolden(NAME))(`metrics against ${goldenFolder}/${NAME}`, () => {
  const golden = hasGolden(NAME) ? JSON.parse(readFileSync(`${goldenFolder}/${NAME}`, 'utf8')) : {};
  const formula = new FormulaTensors(golden.salt ?? '');

  /**
   * Per sample: points in +-0.1; the same with noise in +-0.02, turned, enlarged, moved, and in sample 1
   * mirrored.
   */
  const points = (kind: string, count: number, samples: number) => {
    const size = 3 * count;
    const truth = formula.signed(`metric.${kind}_gt`, samples * size).map((x) => Math.fround(0.1 * x));
    const noise = formula.signed(`metric.${kind}_noise`, samples * size);
    const [cosine, sine] = [Math.cos(0.3), Math.sin(0.3)];
    return Array.from({ length: samples }, (_, sample) => {
      const own = truth.slice(sample * size, (sample + 1) * size);
      const predicted = new Float64Array(size);
      for (let i = 0; i < size; i += 3) {
        const [x, y, z] = [0, 1, 2].map((k) => 1.1 * (own[i + k] + 0.02 * noise[sample * size + i + k]));
        const turned = cosine * x - sine * y + 0.01;
        predicted.set([sample === 1 ? -turned : turned, sine * x + cosine * y - 0.02, z + 0.03], i);
      }
      return { truth: own, predicted };
    });
  };

  it('gives the official errors, F-scores and areas, for a mirrored prediction too', () => {
    const count = golden.samples.length;
    const joints = points('joints', 21, count);
    const vertices = points('verts', VERTICES, count);
    const all = new HandMetrics(VERTICES);
    for (let i = 0; i < count; i++) {
      const predicted = { joints: joints[i].predicted, vertices: vertices[i].predicted };
      const truth = { joints: joints[i].truth, vertices: vertices[i].truth };
      const one = new HandMetrics(VERTICES);
      const errors = one.add(predicted, truth);
      all.add(predicted, truth);
      const { rootRelative, aligned } = one.scores();
      const found = {
        MPJPE: errors.jointError,
        MPVPE: errors.vertexError,
        'PA-MPJPE': errors.alignedJointError,
        'PA-MPVPE': errors.alignedVertexError,
        'F@5': rootRelative.fScore5,
        'F@15': rootRelative.fScore15,
        'PA-F@5': aligned.fScore5,
        'PA-F@15': aligned.fScore15,
      };
      for (const [key, value] of Object.entries(found)) {
        expect([value], `sample ${i}: ${key}`).toBeAllclose([golden.samples[i][key]], { relative: 1e-6 });
      }
    }
    const { rootRelative, aligned } = all.scores();
    const found = {
      auc_j: rootRelative.jointAuc,
      mean_mm_j: rootRelative.jointError,
      auc_v: rootRelative.vertexAuc,
      mean_mm_v: rootRelative.vertexError,
      auc_j_pa: aligned.jointAuc,
      mean_mm_j_pa: aligned.jointError,
      auc_v_pa: aligned.vertexAuc,
      mean_mm_v_pa: aligned.vertexError,
    };
    for (const [key, value] of Object.entries(found)) {
      expect([value], key).toBeAllclose([golden[key]], { relative: 1e-6 });
    }
  });
});
