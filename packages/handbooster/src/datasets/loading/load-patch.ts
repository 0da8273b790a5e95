import { BoundedCache } from '../../base/bounded-cache.js';
import type { Box } from '../../geometry/camera.js';
import { type Augmentation, NO_AUGMENTATION } from '../crop/augmentation.js';
import { type CroppedSample, cropAndAugment } from '../crop/crop-and-augment.js';
import { type Paint, paintPatch } from '../crop/paint.js';
import { cutWindow, type PictureWindow } from '../crop/picture-window.js';
import { decodeImage } from '../images/decode-image.js';
import type { Sample } from '../sample/sample.js';

/** How a crop is changed, as plain data. */
export interface PatchChange {
  augmentation: Augmentation;
  /** The box to crop; null for that of the sample's joints. */
  box: Box | null;
  /** What is done to the crop's pixels afterwards. */
  paint: Paint | null;
}

/** The plain crop of a sample's joints. */
export const NO_CHANGE: PatchChange = { augmentation: NO_AUGMENTATION, box: null, paint: null };

/** What is needed to make a patch: part of a sample, and how to change it. */
export interface PatchTask {
  sample: Pick<Sample, 'image' | 'camera' | 'joints' | 'hand'>;
  size: number;
  change: PatchChange;
  /**
   * The most of the picture that any task of this sample shows: all that is kept of it. null for all of it.
   */
  reach: Box | null;
}

/** Decoded pictures, or the parts of them that can be shown, kept while they fit. */
export type PictureCache = BoundedCache<PictureWindow, string>;

/** Makes a thread ready to load patches, with memory for decoded pictures; 0 bytes decode each time. */
export function startPatchTasks(cacheBytes: number): (task: PatchTask) => Promise<CroppedSample> {
  const cache: PictureCache | null =
    cacheBytes > 0 ? new BoundedCache(cacheBytes, ({ image }) => image.pixels.length) : null;
  return (task) => loadPatch(task, cache);
}

/** Reads a sample's picture, from memory where it was kept, and crops the hand out of it. */
export async function loadPatch(
  { sample, size, change, reach }: PatchTask,
  cache: PictureCache | null = null,
): Promise<CroppedSample> {
  const { image, camera } = sample;
  const { augmentation, box, paint } = change;
  let patch: CroppedSample;
  if (cache === null) {
    // A left hand's picture is mirrored while it is sampled: cheaper than mirroring all of it first.
    const pixels = await decodeImage({ ...image, mirrored: false }, { expected: camera });
    patch = cropAndAugment(sample, pixels, { size, augmentation, box, mirrorPixels: image.mirrored });
  } else {
    const { path, range, mirrored } = image;
    const key = JSON.stringify([path, range?.offset, mirrored, reach]);
    const window = await cache.get(key, async () => {
      const picture = await decodeImage(image, { expected: camera });
      return reach === null ? { image: picture, origin: [0, 0] as const } : cutWindow(picture, reach);
    });
    patch = cropAndAugment(sample, window.image, { size, augmentation, box, origin: window.origin });
  }
  if (paint !== null) paintPatch(patch.image, size, paint);
  return patch;
}
