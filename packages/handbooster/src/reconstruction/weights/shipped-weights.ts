import { existsSync } from 'node:fs';
import { InputError } from '../../base/errors/input-error.js';
import { packageFile } from '../../base/files/package-file.js';

/** Where the trained MobRecon-S of the package lies. */
export const SHIPPED_NETWORK = packageFile('assets/weights/mobrecon-s-boosted.safetensors');

/** Where the MobRecon-S lies that was trained on the capture in the wild (preset `wild`): for photos. */
export const SHIPPED_PHOTO_NETWORK = packageFile('assets/weights/mobrecon-s-wild.safetensors');

/**
 * Path of the trained MobRecon-S that comes with the package for hands in real photos, for the built-in hand;
 * that of {@link shippedNetwork} in a copy without it.
 *
 * @throws InputError as {@link shippedNetwork}
 */
export function shippedPhotoNetwork(): string {
  return existsSync(SHIPPED_PHOTO_NETWORK) ? SHIPPED_PHOTO_NETWORK : shippedNetwork();
}

/**
 * Path of the trained MobRecon-S that comes with the package, for the built-in hand.
 *
 * @throws InputError where this copy has none, saying how to train one.
 *
 * @example
 * ```ts
 * import { shippedNetwork } from 'handbooster';
 * console.log(shippedNetwork().endsWith('mobrecon-s-boosted.safetensors')); // true
 * ```
 */
export function shippedNetwork(): string {
  if (existsSync(SHIPPED_NETWORK)) return SHIPPED_NETWORK;
  throw new InputError(
    'this copy of HandBooster has no trained network (assets/weights/mobrecon-s-boosted.safetensors): train one with ' +
      '`handbooster boost demo` and name its file, runs/demo/train/network.safetensors',
  );
}
