import { keep } from '../tensor/scope.js';
import { Tensor } from '../tensor/tensor.js';

const parameters = new WeakSet<Tensor>();

/**
 * Makes a tensor a parameter: a leaf that requires gradients (unless `requiresGrad` is false), lives until
 * its module is disposed, and is found by its module as soon as it is assigned to a property.
 */
export function parameter(tensor: Tensor, options: { requiresGrad?: boolean } = {}): Tensor {
  const leaf = tensor.isLeaf ? tensor : tensor.detach();
  leaf.requiresGrad = options.requiresGrad ?? true;
  parameters.add(keep(leaf));
  return leaf;
}

/** Whether a value was made by `parameter`. */
export function isParameter(value: unknown): value is Tensor {
  return value instanceof Tensor && parameters.has(value);
}
