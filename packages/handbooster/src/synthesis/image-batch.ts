import { cat, type Tensor, tensor } from '@handbooster/torch';
import { InputError } from '../base/errors/input-error.js';

/**
 * An image or a map of three channels. Bytes are interleaved (H, W, 3), 0 ... 255, as codecs and the renderer
 * give them; floats are planar (3, H, W) in [-1, 1], as the network takes them.
 */
export type ImageArray = Uint8Array | Uint8ClampedArray | Float32Array;

/** (B, 3, size, size) in [-1, 1], channels last in memory where the images are bytes. */
export function imageBatch(
  images: readonly ImageArray[],
  size: number,
  what: string,
  device?: string,
): Tensor {
  const length = 3 * size * size;
  images.forEach((image, i) => {
    if (image.length !== length) {
      throw new InputError(
        `${what} ${i}: expected ${size} x ${size} pixels of 3 channels (${length} numbers), found ${image.length}`,
      );
    }
  });
  if (images.every((image) => image instanceof Float32Array)) {
    const values = new Float32Array(images.length * length);
    images.forEach((image, i) => {
      values.set(image, i * length);
    });
    return tensor(values, { shape: [images.length, 3, size, size], device });
  }
  const bytes = new Uint8Array(images.length * length);
  images.forEach((image, i) => {
    if (image instanceof Float32Array) {
      throw new InputError(`${what} ${i}: images of one batch are either all bytes or all floats`);
    }
    bytes.set(image, i * length);
  });
  const interleaved = tensor(bytes, { shape: [images.length, size, size, 3], device });
  return interleaved
    .to({ dtype: 'float32' })
    .mul_(1 / 127.5)
    .sub_(1)
    .permute([0, 3, 1, 2]);
}

/** (B, 3 maps, size, size) in [-1, 1]: the maps of each sample, in the order of `names`. */
export function conditionBatch(
  samples: readonly Readonly<Record<string, ImageArray>>[],
  names: readonly string[],
  size: number,
  device?: string,
): Tensor {
  const maps = names.map((name) => {
    const images = samples.map((sample, i) => {
      const map = sample[name];
      if (map === undefined) {
        throw new InputError(
          `condition ${i}: no ${name} map; this model needs ${names.join(', ')}, found ${Object.keys(sample).join(', ')}`,
        );
      }
      return map;
    });
    return imageBatch(images, size, `${name} map`, device);
  });
  return maps.length === 1 ? maps[0] : cat(maps, 1);
}

/** (B, 4) unit quaternions (w, x, y, z). */
export function orientationBatch(orientations: readonly ArrayLike<number>[], device?: string): Tensor {
  const values = new Float32Array(4 * orientations.length);
  orientations.forEach((orientation, i) => {
    const norm = Math.hypot(orientation[0], orientation[1], orientation[2], orientation[3]);
    if (orientation.length !== 4 || !(Math.abs(norm - 1) < 1e-3)) {
      throw new InputError(
        `orientation ${i}: expected a unit quaternion (w, x, y, z), found [${Array.from(orientation).join(', ')}]`,
      );
    }
    for (let k = 0; k < 4; k++) values[4 * i + k] = orientation[k];
  });
  return tensor(values, { shape: [orientations.length, 4], device });
}

/** (B, 3, H, W) in [-1, 1] -> one (H, W, 3) byte image a row; what lies outside is clamped. */
export function bytesOfImages(images: Tensor): Uint8Array[] {
  const [batch, channels, height, width] = images.shape;
  const scaled = images.permute([0, 2, 3, 1]).add(1).mul_(127.5).round_().clamp_(0, 255);
  const bytes = scaled.to({ dtype: 'uint8' }).toArray() as Uint8Array;
  const length = channels * height * width;
  return Array.from({ length: batch }, (_, i) => bytes.slice(i * length, (i + 1) * length));
}
