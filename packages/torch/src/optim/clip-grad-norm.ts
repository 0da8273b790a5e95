import { noGrad } from '../autograd/modes.js';
import * as ops from '../ops/operators.js';
import { scope } from '../tensor/scope.js';
import type { Tensor } from '../tensor/tensor.js';
import * as foreach from './foreach.js';

/**
 * Scales the gradients down, in place, so that their length over all parameters is at most `most`, and
 * returns the length before. A gradient that is not finite makes the length so; whoever trains should stop
 * then.
 */
export function clipGradNorm(parameters: Iterable<Tensor>, most: number, order = 2): number {
  return scope(() =>
    noGrad(() => {
      const gradients: Tensor[] = [];
      for (const parameter of parameters) {
        const { grad } = parameter;
        if (grad !== null) gradients.push(grad);
      }
      if (gradients.length === 0) return 0;
      const length = ops.stack(foreach.norm(gradients, order)).norm(order).item();
      const factor = most / (length + 1e-6);
      if (!(factor >= 1)) foreach.mul_(gradients, factor);
      return length;
    }),
  );
}
