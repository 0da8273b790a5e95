import type { Tensor } from '../tensor/tensor.js';
import * as foreach from './foreach.js';
import { type Item, Optimizer, type ParameterGroup } from './optimizer.js';

export interface AdamOptions {
  lr: number;
  /** Decay of the running means of the gradient and of its square. */
  betas: readonly [number, number];
  eps: number;
  /** Added to the gradient (Adam) or taken from the parameter (AdamW). */
  weightDecay: number;
}

export const ADAM_DEFAULTS: AdamOptions = { lr: 1e-3, betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0 };
export const ADAMW_DEFAULTS: AdamOptions = { ...ADAM_DEFAULTS, weightDecay: 1e-2 };

const SLOTS = ['exp_avg', 'exp_avg_sq'] as const;

/** Adam (Kingma and Ba 2015), in PyTorch's order of operations. */
export class Adam extends Optimizer<AdamOptions> {
  constructor(
    parameters: Iterable<Tensor> | readonly ParameterGroup<AdamOptions>[],
    options: Partial<AdamOptions> = {},
  ) {
    super(parameters, checked({ ...ADAM_DEFAULTS, ...options }));
  }

  protected slotNames(): readonly string[] {
    return SLOTS;
  }

  protected update(items: readonly Item[], options: AdamOptions): void {
    const parameters = items.map((item) => item.parameter);
    let gradients = items.map((item) => item.gradient);
    if (options.weightDecay !== 0) gradients = foreach.add(gradients, parameters, options.weightDecay);
    moveByMoments(items, parameters, gradients, options);
  }
}

/** Adam with decoupled weight decay (Loshchilov and Hutter 2019), in PyTorch's order of operations. */
export class AdamW extends Optimizer<AdamOptions> {
  constructor(
    parameters: Iterable<Tensor> | readonly ParameterGroup<AdamOptions>[],
    options: Partial<AdamOptions> = {},
  ) {
    super(parameters, checked({ ...ADAMW_DEFAULTS, ...options }));
  }

  protected slotNames(): readonly string[] {
    return SLOTS;
  }

  protected update(items: readonly Item[], options: AdamOptions): void {
    const parameters = items.map((item) => item.parameter);
    if (options.weightDecay !== 0) foreach.mul_(parameters, 1 - options.lr * options.weightDecay);
    moveByMoments(
      items,
      parameters,
      items.map((item) => item.gradient),
      options,
    );
  }
}

function moveByMoments(
  items: readonly Item[],
  parameters: readonly Tensor[],
  gradients: readonly Tensor[],
  options: AdamOptions,
): void {
  const { lr, eps } = options;
  const [beta1, beta2] = options.betas;
  const { step } = items[0];
  const means = items.map((item) => item.slots[0]);
  const squares = items.map((item) => item.slots[1]);
  foreach.mul_(means, beta1);
  foreach.add_(means, gradients, 1 - beta1);
  foreach.mul_(squares, beta2);
  foreach.addcmul_(squares, gradients, gradients, 1 - beta2);
  const denominators = foreach.sqrt(squares);
  foreach.div_(denominators, Math.sqrt(1 - beta2 ** step));
  foreach.addScalar_(denominators, eps);
  foreach.addcdiv_(parameters, means, denominators, -lr / (1 - beta1 ** step));
}

function checked(options: AdamOptions): AdamOptions {
  for (const [i, beta] of options.betas.entries()) {
    if (!(beta >= 0 && beta < 1))
      throw new RangeError(`Adam betas[${i}]: expected 0 <= beta < 1, found ${beta}`);
  }
  if (!(options.eps >= 0)) throw new RangeError(`Adam eps: expected at least 0, found ${options.eps}`);
  if (!(options.weightDecay >= 0)) {
    throw new RangeError(`Adam weightDecay: expected at least 0, found ${options.weightDecay}`);
  }
  return options;
}
