import { packageFile } from '../../base/files/package-file.js';

/** Folder of the weights that come with the package. */
export const SHIPPED_FOLDER = packageFile('assets/weights/');

/**
 * The denoiser of the preset `small`.
 *
 * @example
 * ```ts
 * import { SHIPPED_DENOISER } from 'handbooster';
 * console.log(SHIPPED_DENOISER.endsWith('.safetensors')); // true
 * ```
 */
export const SHIPPED_DENOISER = `${SHIPPED_FOLDER}denoiser-small.safetensors`;

/** In `denoiser.weights`: those that come with the package, where there are any. */
export const SHIPPED = 'shipped';
