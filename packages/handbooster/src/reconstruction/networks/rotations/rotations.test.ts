import { Random, scope, setThreads, stack, type Tensor, tensor } from '@handbooster/torch';
import { expect, test } from 'vitest';
import { axisAngleToMatrix } from '../../../geometry/rotations.js';
import { axisAngleToMatrices } from './axis-angle-to-matrices.js';
import { gramSchmidt } from './gram-schmidt.js';
import { matricesToAxisAngle, matricesToQuaternions } from './matrices-to-axis-angle.js';

setThreads(1);

/**
 * Axis-angle vectors of angles up to nearly half a turn, about the axes and others: all four forms of
 * quaternions occur.
 */
function vectors(): number[] {
  const random = new Random(5, 'vectors');
  const axes = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
    ...Array.from({ length: 20 }, () => [random.normal(), random.normal(), random.normal()]),
  ];
  return axes.flatMap((axis) => {
    const length = Math.hypot(...axis);
    return [1e-4, 0.5, 1.6, 2.5, 3.1].flatMap((angle) => axis.map((value) => (value / length) * angle));
  });
}

const matrices = (values: number[]) =>
  Float32Array.from(
    Array.from({ length: values.length / 3 }, (_, i) => [
      ...axisAngleToMatrix(values.slice(3 * i, 3 * i + 3)),
    ]).flat(),
  );

test('Rodrigues agrees with the plain functions, and with the limit at zero', () => {
  scope(() => {
    const values = vectors();
    const found = axisAngleToMatrices(tensor(Float32Array.from(values), { shape: [values.length / 3, 3] }));
    expect(found.toFloat32()).toBeAllclose(matrices(values), { relative: 0, absolute: 2e-6 });
    const zero = tensor(new Float32Array(3), { shape: [1, 3], requiresGrad: true });
    const identity = axisAngleToMatrices(zero);
    expect(identity.toFloat32()).toBeAllclose([1, 0, 0, 0, 1, 0, 0, 0, 1], { absolute: 1e-7 });
    identity.select(1, 2).select(1, 1).sum().backward();
    expect((zero.grad as Tensor).toFloat32()).toBeAllclose([1, 0, 0], { absolute: 1e-7 });
  });
});

test('matrices give back the vectors they are of, in every form', () => {
  scope(() => {
    const values = vectors();
    const data = matrices(values);
    const input = tensor(data, { shape: [data.length / 9, 3, 3] });
    expect(matricesToAxisAngle(input).toFloat32()).toBeAllclose(values, { relative: 0, absolute: 1e-4 });
    const quaternions = matricesToQuaternions(input).toFloat32();
    const largest = new Set<number>();
    for (let i = 0; i < quaternions.length; i += 4) {
      const parts = [...quaternions.subarray(i, i + 4)];
      expect(Math.hypot(...parts)).toBeCloseTo(1, 5);
      const sizes = parts.map(Math.abs);
      largest.add(sizes.indexOf(Math.max(...sizes)));
    }
    expect(largest.size).toBe(4);
  });
});

test('the gradient to axis-angle is finite at the identity and right beside it', () => {
  scope(() => {
    const flat = [1, 0, 0, 0, 1, 0, 0, 0, 1, ...axisAngleToMatrix([0.3, -1.2, 0.8])];
    const input = tensor(Float32Array.from(flat), { shape: [2, 3, 3], requiresGrad: true });
    matricesToAxisAngle(input).sum().backward();
    const found = (input.grad as Tensor).toFloat32();
    expect(found.every(Number.isFinite)).toBe(true);
    const sum = (values: number[]) =>
      matricesToAxisAngle(tensor(values, { shape: [2, 3, 3], dtype: 'float64' }))
        .sum()
        .item();
    const numeric = flat.map((_, at) => {
      const moved = (step: number) => sum(flat.map((value, i) => (i === at ? value + step : value)));
      return (moved(1e-5) - moved(-1e-5)) / 2e-5;
    });
    expect(found.slice(9)).toBeAllclose(numeric.slice(9), { relative: 1e-3, absolute: 1e-4 });
  });
});

test('six numbers give a rotation whose first axis they begin with', () => {
  scope(() => {
    const random = new Random(6, 'six');
    const numbers = Float32Array.from({ length: 60 }, () => random.normal());
    const vectors = gramSchmidt(tensor(numbers, { shape: [10, 6] }));
    const rotation = stack(vectors, -1);
    const products = rotation.transpose(1, 2).matmul(rotation).toFloat32();
    products.forEach((value, i) => {
      expect(value).toBeCloseTo(i % 9 === 0 || i % 9 === 4 || i % 9 === 8 ? 1 : 0, 5);
    });
    expect(rotation.linalgDet().toFloat32()).toBeAllclose(new Float32Array(10).fill(1), { absolute: 1e-5 });
    const length = Math.hypot(numbers[0], numbers[1], numbers[2]);
    expect(vectors[0].toFloat32().slice(0, 3)).toBeAllclose(
      numbers.slice(0, 3).map((value) => value / length),
      { absolute: 1e-6 },
    );
  });
});
