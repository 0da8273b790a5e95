import { expect } from 'vitest';
import { grad } from '../../src/autograd/grad.js';
import { tensor } from '../../src/ops/create.js';
import { Random } from '../../src/random/random.js';
import type { Tensor } from '../../src/tensor/tensor.js';

/**
 * Compares autograd's gradient of `body` with central differences, in float64. The result is weighted with
 * fixed random numbers, so that every element of it counts.
 */
export function expectGradients(
  body: (...inputs: Tensor[]) => Tensor,
  inputs: { shape: number[]; data: Float64Array }[],
  tolerance = 1e-6,
): void {
  const step = 1e-5;
  const make = (arrays: Float64Array[]) =>
    arrays.map((array, i) => tensor(array, { shape: inputs[i].shape, requiresGrad: true }));
  let weights: Tensor | undefined;
  const value = (tensors: Tensor[]) => {
    const result = body(...tensors);
    weights ??= tensor(new Random('weights').fillUniform(new Float64Array(result.numel)), {
      shape: result.shape,
    });
    return result.mul(weights).sum();
  };
  const arrays = inputs.map(({ data }) => data.slice());
  const tensors = make(arrays);
  const gradients = grad(value(tensors), tensors);
  arrays.forEach((array, i) => {
    const numeric = array.map((original, j) => {
      array[j] = original + step;
      const above = value(make(arrays)).item();
      array[j] = original - step;
      const below = value(make(arrays)).item();
      array[j] = original;
      return (above - below) / (2 * step);
    });
    expect(gradients[i].toNumbers()).toBeAllclose(numeric, { relative: tolerance, absolute: tolerance });
  });
}
