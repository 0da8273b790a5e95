import { readFileSync } from 'node:fs';
import { scope, tensor } from '@handbooster/torch';
import { describe, expect, test } from 'vitest';
import { FormulaTensors, goldenFolder, hasGolden } from '../../../test/support/formula-tensors.js';
import { decodeHands } from '../decode-hands.js';
import { HandLayer } from '../hand-layer.js';
import { toAbsolutePose } from '../pose-conversions.js';
import { readManoPickle } from './mano-file.js';

/** Outputs of the official layer, millimetres. */
interface Expected {
  salt: string;
  batch: number;
  pose_scale: number;
  betas_scale?: number;
  cases: {
    use_pca: boolean;
    flat_hand_mean: boolean;
    unit: string;
    joints: number[][][];
    vertices_head: number[][][];
    vertices_mean: number[];
    grad_pose: number[][];
    grad_betas: number[][];
  }[];
}

describe.skipIf(!hasGolden('hand_model'))('the official hand layer', () => {
  // The body of a skipped suite runs all the same, to collect its tests.
  if (!hasGolden('hand_model')) return;
  const expected: Expected = JSON.parse(readFileSync(`${goldenFolder}/hand_model/expected.json`, 'utf8'));
  const model = readManoPickle(`${goldenFolder}/hand_model/MANO_RIGHT.pkl`, { tips: 'manopth' });
  const formula = new FormulaTensors(expected.salt);
  const count = model.template.length / 3;
  const { batch } = expected;
  // The poses are as wide as their gradients.
  const width = expected.cases[0].grad_pose[0].length;
  const pose = Float32Array.from(formula.signed('pose', batch * width), (u) => expected.pose_scale * u);
  const betas = Float32Array.from(
    formula.signed('betas', batch * 10),
    (u) => (expected.betas_scale ?? 1.5) * u,
  );
  const probe = Float32Array.from(formula.signed('probe', batch * count * 3));

  test.each(expected.cases)('pca $use_pca, flat mean $flat_hand_mean', (golden) => {
    const scale = golden.unit === 'mm' ? 1000 : 1;
    const convention = { pca: golden.use_pca, flatHandMean: golden.flat_hand_mean };
    const check = (vertices: Float32Array, joints: Float32Array) => {
      const inUnit = (values: Float32Array) => values.map((value) => value * scale);
      // Micrometres: the goldens are float32 numbers rounded to 0.1 micrometre.
      const near = { absolute: 1e-6 * scale, relative: 1e-5 };
      expect(inUnit(joints)).toBeAllclose(golden.joints.flat(2), near);
      for (let b = 0; b < batch; b++) {
        const own = inUnit(vertices.slice(b * count * 3, (b + 1) * count * 3));
        const head = golden.vertices_head[b].flat();
        expect(own.subarray(0, head.length)).toBeAllclose(head, near);
        const sum = own.reduce((total, value) => total + value, 0);
        expect(Math.abs(golden.vertices_mean[b] - sum / own.length)).toBeLessThan(1e-5 * scale);
      }
    };

    const absolute = toAbsolutePose(model, pose, convention, width - 3);
    const plain = decodeHands(model, absolute, betas);
    check(plain.vertices, plain.joints);

    scope(() => {
      const layer = new HandLayer(model);
      const poses = tensor(pose, { shape: [batch, width], requiresGrad: true });
      const shapes = tensor(betas, { shape: [batch, 10], requiresGrad: true });
      const out = layer.forward(layer.absolutePose(poses, convention), shapes);
      check(out.vertices.toFloat32(), out.joints.toFloat32());
      out.vertices
        .mul(scale)
        .mul(tensor(probe, { shape: [batch, count, 3] }))
        .sum()
        .backward();
      for (const [found, wanted] of [
        [poses.grad, golden.grad_pose],
        [shapes.grad, golden.grad_betas],
      ] as const) {
        const numbers = wanted.flat();
        // The goldens are rounded to 0.001.
        const largest = Math.max(...numbers.map(Math.abs));
        expect(found?.toNumbers()).toBeAllclose(numbers, { relative: 1e-4, absolute: 6e-4 + 2e-6 * largest });
      }
      layer.dispose();
    });
  });
});
