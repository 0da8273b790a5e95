import { memory, Random, scope, type Tensor, tensor } from '@handbooster/torch';
import { afterAll, describe, expect, test } from 'vitest';
import { decodeHands } from './decode-hands.js';
import { HandLayer } from './hand-layer.js';
import { loadBuiltinHand } from './model/builtin-hand.js';
import { fromAbsolutePose, toAbsolutePose } from './pose-conversions.js';

const model = loadBuiltinHand();
const random = new Random(1, 'hand layer');
const BATCH = 5;
const pose = random.fillNormal(new Float32Array(BATCH * 48), 0, 0.5);
pose.fill(0, 48, 96); // one hand flat: the derivative at zero is the awkward one
const betas = random.fillNormal(new Float32Array(BATCH * 10));
const translation = random.fillNormal(new Float32Array(BATCH * 3));
const probe = random.fillNormal(new Float64Array(BATCH * model.template.length));
const probe21 = random.fillNormal(new Float64Array(BATCH * 63));

const layer = new HandLayer(model);
const exact = new HandLayer(model, { dtype: 'float64' });
afterAll(() => {
  layer.dispose();
  exact.dispose();
});

describe('HandLayer', () => {
  test('agrees with decodeHands to 1e-6 m', () => {
    scope(() => {
      const out = layer.forward(
        tensor(pose, { shape: [BATCH, 48] }),
        tensor(betas, { shape: [BATCH, 10] }),
        tensor(translation, { shape: [BATCH, 3] }),
      );
      const plain = decodeHands(model, pose, betas, translation);
      expect(out.vertices.shape).toEqual([BATCH, model.template.length / 3, 3]);
      expect(out.vertices.toFloat32()).toBeAllclose(plain.vertices, { absolute: 1e-6, relative: 0 });
      expect(out.joints.toFloat32()).toBeAllclose(plain.joints, { absolute: 1e-6, relative: 0 });
      const wrist = [...out.joints16.toFloat32().subarray(0, 3)];
      expect(wrist).toBeAllclose(plain.joints.subarray(0, 3), { absolute: 1e-6 });
    });
  });

  test('gradients are the finite differences, at a flat hand too', () => {
    const values = {
      pose: Float64Array.from(pose),
      betas: Float64Array.from(betas),
      translation: Float64Array.from(translation),
    };
    const shapes = { pose: [BATCH, 48], betas: [BATCH, 10], translation: [BATCH, 3] };
    type Name = keyof typeof values;
    const names = Object.keys(values) as Name[];
    const loss = (inputs: Record<Name, Tensor>): Tensor => {
      const out = exact.forward(inputs.pose, inputs.betas, inputs.translation);
      const count = model.template.length / 3;
      return out.vertices
        .mul(tensor(probe, { shape: [BATCH, count, 3] }))
        .sum()
        .add(out.joints.mul(tensor(probe21, { shape: [BATCH, 21, 3] })).sum());
    };
    const inputs = (from: typeof values, requiresGrad: boolean) =>
      Object.fromEntries(
        names.map((name) => [name, tensor(from[name], { shape: shapes[name], requiresGrad })]),
      ) as Record<Name, Tensor>;
    const gradients = scope(() => {
      const own = inputs(values, true);
      loss(own).backward();
      return Object.fromEntries(
        names.map((name) => [name, own[name].grad?.toNumbers() ?? []]),
      ) as unknown as Record<Name, number[]>;
    });
    const step = 1e-5;
    const picker = new Random(2, 'finite differences');
    for (const name of names) {
      for (let n = 0; n < (name === 'pose' ? 16 : 6); n++) {
        const i = n < 6 && name === 'pose' ? 48 + 8 * n : picker.integer(values[name].length);
        const [up, down] = [1, -1].map((sign) => {
          const moved = { ...values, [name]: values[name].slice() };
          moved[name][i] += sign * step;
          return scope(() => loss(inputs(moved, false)).item());
        });
        const slope = (up - down) / (2 * step);
        expect(Math.abs(slope - gradients[name][i])).toBeLessThan(1e-4 * Math.max(1, Math.abs(slope)));
      }
    }
  });

  test('reads poses in each convention as the plain functions do', () => {
    scope(() => {
      for (const pca of [true, false]) {
        for (const flatHandMean of [true, false]) {
          const absolute = layer.absolutePose(tensor(pose, { shape: [BATCH, 48] }), { pca, flatHandMean });
          expect(absolute.toFloat32()).toBeAllclose(toAbsolutePose(model, pose, { pca, flatHandMean }), {
            absolute: 1e-5,
          });
        }
      }
      const six = layer.absolutePose(tensor(pose.subarray(0, 18), { shape: [2, 9] }), {
        pca: true,
        flatHandMean: true,
      });
      expect(six.toFloat32()).toBeAllclose(
        toAbsolutePose(model, pose.subarray(0, 18), { pca: true, flatHandMean: true }, 6),
        { absolute: 1e-5 },
      );
    });
  });

  test('says which shape is wrong, and leaves nothing behind', () => {
    const before = memory().tensors;
    scope(() => {
      const zero = (shape: number[]) => tensor(new Float32Array(shape.reduce((a, b) => a * b)), { shape });
      expect(() => layer.forward(zero([2, 45]), zero([2, 10]))).toThrow(
        /expected pose \(B, 48\), found \(2, 45\)/,
      );
      expect(() => layer.forward(zero([2, 48]), zero([1, 10]))).toThrow(
        /expected betas \(2, 10\), found \(1, 10\)/,
      );
      layer.forward(zero([2, 48]), zero([2, 10]));
    });
    expect(memory().tensors).toBe(before);
  });
});

test('pose conventions convert there and back', () => {
  for (const pca of [true, false]) {
    for (const flatHandMean of [true, false]) {
      const convention = { pca, flatHandMean };
      const there = fromAbsolutePose(model, pose, convention);
      expect(toAbsolutePose(model, there, convention)).toBeAllclose(pose, { absolute: 2e-4 });
    }
  }
  // By hand: the mean is added once; the first coefficient moves along the first component.
  const zero = new Float32Array(48);
  expect(toAbsolutePose(model, zero).subarray(3)).toEqual(model.poseMean);
  expect(toAbsolutePose(model, zero, { flatHandMean: true })).toEqual(zero);
  const first = Float32Array.from(zero, (_, i) => (i === 3 ? 2 : 0));
  expect(toAbsolutePose(model, first, { pca: true, flatHandMean: true }).subarray(3)).toBeAllclose(
    model.poseComponents.subarray(0, 45).map((value) => 2 * value),
  );
  expect(() => toAbsolutePose(model, new Float32Array(50))).toThrow(/expected pose \(B, 48\), found 50/);
});
