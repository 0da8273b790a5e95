import { basename, extname } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { stopIfAborted } from '../../base/errors/interrupted.js';
import type { Progress } from '../../base/progress.js';
import { handByName } from '../../hand/model/hand-by-name.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import type { LandmarkFinder } from '../../reconstruction/answer/landmarked-hand.js';
import { LandmarkFitter } from '../../reconstruction/fit/fit-landmarks.js';
import { openLandmarkNetworks } from '../../reconstruction/landmarks/open-landmark-networks.js';
import { prepareForPrediction } from '../../reconstruction/networks/prepare-for-prediction.js';
import { loadNetwork } from '../../reconstruction/weights/network-file.js';
import { shippedPhotoNetwork } from '../../reconstruction/weights/shipped-weights.js';
import {
  type PhotoReconstruction,
  type ReconstructPhotoOptions,
  reconstructPhoto,
} from './reconstruct-photo.js';

export interface ReconstructPhotosOptions extends Omit<ReconstructPhotoOptions, 'finder'> {
  /** Weights of a network of ours; the shipped one by default. */
  weights?: string;
  /** The hand that the network was trained with: `builtin`, `mano` or a path. */
  hand: string;
  /**
   * Who looks for hands: landmarks (MediaPipe's networks), the network itself, or the first of them that is
   * installed.
   */
  find: 'auto' | 'landmarks' | 'network';
  /** Called with each result as soon as it is written. */
  onPhoto?: (result: PhotoReconstruction) => void;
  progress: Progress;
  signal: AbortSignal;
}

/**
 * Reconstructs a hand in each of some photos with one network. A photo that cannot be read is said and passed
 * over.
 *
 * @throws InputError where two photos would write the same files, before any is reconstructed; and naming
 * those that could not be read, after all others are done
 */
export async function reconstructPhotos(
  images: readonly string[],
  options: ReconstructPhotosOptions,
): Promise<PhotoReconstruction[]> {
  const { weights, onPhoto = () => {}, progress, signal } = options;
  checkNames(images);
  const hand = handByName(options.hand);
  const network = loadNetwork(weights ?? shippedPhotoNetwork(), hand);
  prepareForPrediction(network);
  const finder = await openFinder(options.find, hand, progress);
  const task = progress.begin('photos', images.length, 'photos');
  const results: PhotoReconstruction[] = [];
  const refused: string[] = [];
  try {
    for (const image of images) {
      stopIfAborted(signal);
      const result = await reconstructPhoto(image, network, hand, { ...options, finder }).catch((error) => {
        if (!(error instanceof InputError) || images.length === 1) throw error;
        progress.say(`photos        ${error.message}`);
        return null;
      });
      task.advance();
      if (result === null) {
        refused.push(image);
        continue;
      }
      onPhoto(result);
      results.push(result);
    }
  } finally {
    network.dispose();
  }
  task.end();
  if (refused.length > 0) {
    throw new InputError(
      `${refused.length} of ${images.length} photos could not be used: ${refused.join(', ')}; the others are done`,
    );
  }
  return results;
}

/** @throws InputError where landmarks are asked for and their packages are missing. */
async function openFinder(
  find: ReconstructPhotosOptions['find'],
  hand: HandModel,
  progress: Progress,
): Promise<LandmarkFinder | null> {
  if (find === 'network') return null;
  try {
    return { networks: await openLandmarkNetworks(), fitter: new LandmarkFitter(hand) };
  } catch (error) {
    if (find === 'landmarks' || !(error instanceof InputError)) throw error;
    progress.say(
      `photos        the network looks for hands itself, which works on few photos; ${error.message}`,
    );
    return null;
  }
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
