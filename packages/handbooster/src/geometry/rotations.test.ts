import { Random } from '@handbooster/torch';
import { expect, test } from 'vitest';
import {
  axisAngleToMatrix,
  axisAngleToQuaternion,
  matrixToAxisAngle,
  matrixToQuaternion,
  multiplyMatrices,
  multiplyQuaternions,
  quaternionToAxisAngle,
  quaternionToMatrix,
  rotateVector,
  rotationDistance,
  transposeMatrix,
} from './rotations.js';

/** exp of the cross-product matrix by its power series, the definition of a rotation vector. */
function matrixExponential(a: ArrayLike<number>): Float64Array {
  const k = Float64Array.of(0, -a[2], a[1], a[2], 0, -a[0], -a[1], a[0], 0);
  let term: Float64Array = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
  const sum = term.slice();
  for (let n = 1; n < 60; n++) {
    term = multiplyMatrices(term, k).map((value) => value / n);
    for (let i = 0; i < 9; i++) sum[i] += term[i];
  }
  return sum;
}

function vectors(): Float64Array[] {
  const random = new Random(1, 'rotations');
  const out = [Float64Array.of(0, 0, 0), Float64Array.of(1e-9, -2e-9, 1e-10), Float64Array.of(3e-5, 0, 9e-5)];
  for (let i = 0; i < 200; i++) out.push(random.fillNormal(new Float64Array(3), 0, 0.9));
  return out;
}

test('an axis-angle vector becomes the exponential of its cross-product matrix', () => {
  for (const vector of vectors()) {
    expect(axisAngleToMatrix(vector)).toBeAllclose(matrixExponential(vector), { absolute: 1e-12 });
    expect(axisAngleToMatrix([7, 7, ...vector], 2)).toBeAllclose(axisAngleToMatrix(vector), { absolute: 0 });
  }
});

test('a quarter turn about z takes x to y', () => {
  expect(rotateVector(axisAngleToMatrix([0, 0, Math.PI / 2]), [1, 0, 0])).toBeAllclose([0, 1, 0], {
    absolute: 1e-15,
  });
  expect(rotateVector([Math.SQRT1_2, 0, 0, Math.SQRT1_2], [1, 0, 0])).toBeAllclose([0, 1, 0], {
    absolute: 1e-15,
  });
});

test('conversions there and back give the same rotation, half turns included', () => {
  const half = [
    [Math.PI, 0, 0],
    [0, Math.PI, 0],
    [0, 0, Math.PI],
    [0.6 * Math.PI, 0, 0.8 * Math.PI],
  ];
  for (const vector of [...vectors(), ...half]) {
    const matrix = axisAngleToMatrix(vector);
    const quaternion = matrixToQuaternion(matrix);
    expect(quaternion[0]).toBeGreaterThanOrEqual(0);
    expect(Math.hypot(...quaternion)).toBeCloseTo(1, 12);
    expect(quaternionToMatrix(quaternion)).toBeAllclose(matrix, { absolute: 1e-12 });
    expect(quaternionToMatrix(axisAngleToQuaternion(vector))).toBeAllclose(matrix, { absolute: 1e-12 });
    expect(axisAngleToMatrix(matrixToAxisAngle(matrix))).toBeAllclose(matrix, { absolute: 1e-7 });
    if (Math.hypot(...vector) < 3) {
      expect(matrixToAxisAngle(matrix)).toBeAllclose(vector, { relative: 1e-9, absolute: 1e-14 });
      expect(quaternionToAxisAngle(axisAngleToQuaternion(vector))).toBeAllclose(vector, {
        relative: 1e-12,
        absolute: 1e-14,
      });
    }
  }
});

test('quaternions multiply as matrices do', () => {
  const random = new Random(2, 'rotations');
  for (let i = 0; i < 50; i++) {
    const [a, b] = [random.quaternion(), random.quaternion()];
    const product = multiplyMatrices(quaternionToMatrix(a), quaternionToMatrix(b));
    expect(quaternionToMatrix(multiplyQuaternions(a, b))).toBeAllclose(product, { absolute: 1e-12 });
    const relative = multiplyMatrices(transposeMatrix(quaternionToMatrix(a)), quaternionToMatrix(b));
    const cosine = (relative[0] + relative[4] + relative[8] - 1) / 2;
    expect(Math.cos(rotationDistance(a, b))).toBeCloseTo(cosine, 10);
  }
});
