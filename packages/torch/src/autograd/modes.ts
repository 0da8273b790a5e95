import { native } from '../native.js';
import { type DType, dtypeCode } from '../tensor/dtype.js';
import { isThenable } from '../tensor/scope.js';

/** Runs `body` without recording operations for gradients. Synchronous only, as all modes are. */
export function noGrad<T>(body: () => T): T {
  return within('noGrad', native().enterGradient(false), body);
}

/** Runs `body` recording operations, also inside `noGrad`. */
export function enableGrad<T>(body: () => T): T {
  return within('enableGrad', native().enterGradient(true), body);
}

/**
 * Runs `body` without recording and without the bookkeeping that would allow it later: a little faster than
 * `noGrad`, but autograd refuses tensors made inside for ever. For samplers and evaluation.
 */
export function inferenceMode<T>(body: () => T): T {
  return within('inferenceMode', native().enterInference(), body);
}

export interface AutocastOptions {
  /** 'cpu' or 'cuda'. */
  device?: string;
  /** The type of matrix products and convolutions. CPU has bfloat16; CUDA both half types. */
  dtype?: DType;
  enabled?: boolean;
}

export const AUTOCAST_DEFAULTS: Required<AutocastOptions> = {
  device: 'cpu',
  dtype: 'bfloat16',
  enabled: true,
};

/** Runs `body` with matrix products and convolutions in half precision, and what needs it in float32. */
export function autocast<T>(options: AutocastOptions, body: () => T): T {
  const { device, dtype, enabled } = { ...AUTOCAST_DEFAULTS, ...options };
  return within('autocast', native().enterAutocast(device, enabled, dtypeCode(dtype)), body);
}

/** Whether operations are being recorded for gradients. */
export function isGradEnabled(): boolean {
  return native().isGradEnabled();
}

function within<T>(name: string, depth: number, body: () => T): T {
  try {
    const result = body();
    if (isThenable(result)) {
      throw new TypeError(`${name}() takes a synchronous function: the mode ends when the function returns`);
    }
    return result;
  } finally {
    native().leave(depth);
  }
}
