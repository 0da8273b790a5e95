import { native } from '../native.js';
import { Tensor, wrapAll } from '../tensor/tensor.js';

export interface GradOptions {
  /** Gradients of the outputs; may be left out for scalars. */
  gradOutputs?: readonly (Tensor | null)[];
  /** Keeps the graph for another pass; by default only when `createGraph` is set. */
  retainGraph?: boolean;
  /** Records the gradient's own computation, for second derivatives. */
  createGraph?: boolean;
  /** Gives null, instead of an error, for an input that the outputs do not depend on. */
  allowUnused?: boolean;
}

/** The gradients of the sum of `outputs` by each of `inputs`, without touching anyone's `.grad`. */
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: Tensor | readonly Tensor[],
  options: GradOptions = {},
): Tensor[] {
  const { gradOutputs, retainGraph = null, createGraph = false, allowUnused = false } = options;
  const list = (tensors: Tensor | readonly Tensor[]) =>
    (tensors instanceof Tensor ? [tensors] : tensors).map((tensor) => Tensor.handle(tensor));
  const gradients = gradOutputs?.map((gradient) => (gradient ? Tensor.handle(gradient) : null)) ?? null;
  return wrapAll(
    native().grad(list(outputs), list(inputs), gradients, retainGraph, createGraph, allowUnused),
  );
}

/** Accumulates gradients of several tensors at once into the leaves they depend on, or only into `inputs`. */
export function backward(
  tensors: readonly Tensor[],
  options: { gradients?: readonly (Tensor | null)[]; inputs?: readonly Tensor[]; retainGraph?: boolean } = {},
): void {
  const handles = (list: readonly Tensor[]) => list.map((tensor) => Tensor.handle(tensor));
  native().backward(
    handles(tensors),
    options.gradients?.map((gradient) => (gradient ? Tensor.handle(gradient) : null)) ?? null,
    options.retainGraph ?? null,
    false,
    options.inputs ? handles(options.inputs) : null,
  );
}
