import { type Tensor, tensor } from '@handbooster/torch';
import type { Patch } from '../patches/patch-source.js';
import type { Draw } from './batch-order.js';

/** A batch on the engine. */
export interface TrainingBatch {
  /** (B, 3, S, S) in 0 ... 1. */
  image: Tensor;
  /** (B, 48) */
  pose: Tensor;
  /** (B, 10) */
  betas: Tensor;
  /** (B, 21, 2) */
  joints2d: Tensor;
}

const SHAPES = {
  image: (size: number) => [3, size, size],
  pose: () => [48],
  betas: () => [10],
  joints2d: () => [21, 2],
} as const;

/** Patches as tensors, in their order. */
export function trainingBatch(patches: readonly Patch[], size: number, device: string): TrainingBatch {
  const gather = (name: keyof typeof SHAPES) => {
    const shape = SHAPES[name](size);
    const each = shape.reduce((a, b) => a * b);
    const data = new Float32Array(patches.length * each);
    patches.forEach((patch, i) => {
      data.set(patch[name], i * each);
    });
    return tensor(data, { shape: [patches.length, ...shape], device });
  };
  return {
    image: gather('image'),
    pose: gather('pose'),
    betas: gather('betas'),
    joints2d: gather('joints2d'),
  };
}

/**
 * Patches and draws with the real ones first, each kind in its order: losses of the two can then be told
 * apart.
 */
export function realFirst(
  draws: readonly Draw[],
  patches: readonly Patch[],
): { patches: Patch[]; real: number } {
  const kind = (synthetic: boolean) => patches.filter((_, i) => draws[i].synthetic === synthetic);
  const real = kind(false);
  return { patches: [...real, ...kind(true)], real: real.length };
}
