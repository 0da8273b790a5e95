import { type Tensor, tensor } from '@handbooster/torch';
import { InputError } from '../../base/errors/input-error.js';

/** Styles of a batch as the denoiser takes them. */
export interface StyleBatch {
  /** (B, size) */
  values: Tensor;
  /** (B) bool: rows without a style. */
  dropped: Tensor;
}

/**
 * A vector a sample, or null for a sample whose look is left open.
 * @throws InputError where a vector has another size.
 */
export function styleBatch(
  styles: readonly (ArrayLike<number> | null | undefined)[],
  size: number,
  device?: string,
): StyleBatch {
  const values = new Float32Array(styles.length * size);
  const dropped = new Uint8Array(styles.length);
  styles.forEach((style, i) => {
    if (style === null || style === undefined) {
      dropped[i] = 1;
      return;
    }
    if (style.length !== size) {
      throw new InputError(`style ${i}: expected ${size} numbers for this denoiser, found ${style.length}`);
    }
    values.set(style, i * size);
  });
  return {
    values: tensor(values, { shape: [styles.length, size], device }),
    dropped: tensor(dropped, { device }).to({ dtype: 'bool' }),
  };
}
