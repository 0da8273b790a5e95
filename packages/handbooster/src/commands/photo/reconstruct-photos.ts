import { basename, extname } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { stopIfAborted } from '../../base/errors/interrupted.js';
import type { Progress } from '../../base/progress.js';
import { handByName } from '../../hand/model/hand-by-name.js';
import { prepareForPrediction } from '../../reconstruction/networks/prepare-for-prediction.js';
import { loadNetwork } from '../../reconstruction/weights/network-file.js';
import { shippedNetwork } from '../../reconstruction/weights/shipped-weights.js';
import {
  type PhotoReconstruction,
  type ReconstructPhotoOptions,
  reconstructPhoto,
} from './reconstruct-photo.js';

export interface ReconstructPhotosOptions extends ReconstructPhotoOptions {
  /** Weights of a network of ours; the shipped one by default. */
  weights?: string;
  /** The hand that the network was trained with: `builtin`, `mano` or a path. */
  hand: string;
  /** Called with each result as soon as it is written. */
  onPhoto?: (result: PhotoReconstruction) => void;
  progress: Progress;
  signal: AbortSignal;
}

/**
 * Reconstructs a hand in each of some photos with one network.
 *
 * @throws InputError where two photos would write the same files, before any is reconstructed
 */
export async function reconstructPhotos(
  images: readonly string[],
  options: ReconstructPhotosOptions,
): Promise<PhotoReconstruction[]> {
  const { weights, onPhoto = () => {}, progress, signal } = options;
  checkNames(images);
  const hand = handByName(options.hand);
  const network = loadNetwork(weights ?? shippedNetwork(), hand);
  prepareForPrediction(network);
  const task = progress.begin('photos', images.length, 'photos');
  const results: PhotoReconstruction[] = [];
  try {
    for (const image of images) {
      stopIfAborted(signal);
      const result = await reconstructPhoto(image, network, hand, options);
      task.advance();
      onPhoto(result);
      results.push(result);
    }
  } finally {
    network.dispose();
  }
  task.end();
  return results;
}

/** Files are named after photos: two of one name would overwrite each other. */
function checkNames(images: readonly string[]): void {
  const names = new Map<string, string>();
  for (const image of images) {
    const name = basename(image, extname(image));
    const other = names.get(name);
    if (other !== undefined) {
      throw new InputError(
        `${other} and ${image} would both write ${name}-hand.*: reconstruct them apart, with -o`,
      );
    }
    names.set(name, image);
  }
}
