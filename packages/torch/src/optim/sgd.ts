import type { Tensor } from '../tensor/tensor.js';
import * as foreach from './foreach.js';
import { type Item, Optimizer, type ParameterGroup } from './optimizer.js';

export interface SGDOptions {
  lr: number;
  momentum: number;
  /** Share of the gradient that is not added to the momentum. */
  dampening: number;
  weightDecay: number;
  nesterov: boolean;
}

export const SGD_DEFAULTS: SGDOptions = {
  lr: 1e-3,
  momentum: 0,
  dampening: 0,
  weightDecay: 0,
  nesterov: false,
};

/** Stochastic gradient descent with momentum (Sutskever et al. 2013), in PyTorch's form. */
export class SGD extends Optimizer<SGDOptions> {
  constructor(
    parameters: Iterable<Tensor> | readonly ParameterGroup<SGDOptions>[],
    options: Partial<SGDOptions> = {},
  ) {
    super(parameters, { ...SGD_DEFAULTS, ...options });
    for (const { options: own } of this.groups) {
      if (!(own.momentum >= 0))
        throw new RangeError(`SGD momentum: expected at least 0, found ${own.momentum}`);
      if (own.nesterov && (own.momentum === 0 || own.dampening !== 0)) {
        throw new RangeError('SGD nesterov: needs a momentum, and no dampening');
      }
    }
  }

  protected slotNames(options: SGDOptions): readonly string[] {
    return options.momentum === 0 ? [] : ['momentum_buffer'];
  }

  protected update(items: readonly Item[], options: SGDOptions): void {
    const { lr, momentum, dampening, weightDecay, nesterov } = options;
    const parameters = items.map((item) => item.parameter);
    let gradients = items.map((item) => item.gradient);
    if (weightDecay !== 0) gradients = foreach.add(gradients, parameters, weightDecay);
    if (momentum !== 0) {
      const buffers = items.map((item) => item.slots[0]);
      foreach.mul_(buffers, momentum);
      // The first gradient enters whole.
      foreach.add_(buffers, gradients, items[0].step === 1 ? 1 : 1 - dampening);
      gradients = nesterov ? foreach.add(gradients, buffers, momentum) : buffers;
    }
    foreach.add_(parameters, gradients, -lr);
  }
}
