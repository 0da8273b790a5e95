import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { stopIfAborted } from '../../base/errors/interrupted.js';
import { decodeRgb } from '../../base/images/decode-rgb.js';
import type { Progress } from '../../base/progress.js';
import type { RgbImage } from '../../datasets/images/rgb-image.js';
import type { Sample } from '../../datasets/sample/sample.js';
import { handByName } from '../../hand/model/hand-by-name.js';
import { CLOSE_FIT, SURE_PRESENCE } from '../../reconstruction/answer/choose-answer.js';
import { type LandmarkFit, LandmarkFitter } from '../../reconstruction/fit/fit-landmarks.js';
import { fittedHand } from '../../reconstruction/fit/fitted-hand.js';
import {
  findLandmarks,
  followLandmarks,
  type HandLandmarks,
} from '../../reconstruction/landmarks/find-landmarks.js';
import { openLandmarkNetworks } from '../../reconstruction/landmarks/open-landmark-networks.js';
import { guessCamera } from '../../reconstruction/photo/guess-camera.js';
import { photoFrames } from './photo-frames.js';
import type { SheetRow } from './photo-sheet.js';
import { type PhotoAnnotations, rejectedPhotos, writePhotoLabels } from './write-photo-labels.js';

export interface AnnotatePhotosOptions {
  /** Hand model of the labels: `builtin`, `mano` or a path. */
  hand: string;
  /**
   * Whether a folder's pictures are frames of a film: hands are then followed, and smoothed over three
   * frames.
   */
  film: boolean;
  /** Focal length in pixels; guessed where null. */
  focal: number | null;
  progress: Progress;
  signal: AbortSignal;
}

/** Below this presence a hand that is followed is lost. */
const LOST = 0.5;

interface Look {
  path: string;
  photo: Pick<RgbImage, 'width' | 'height'>;
  landmarks: HandLandmarks | null;
}

/**
 * Labels one's own photos: hands found, landmarked, and the hand model fitted to them. Writes, beside the
 * photos, `annotations/photos_train_data.json` (COCO, as any capture's), `annotations/photos.html` with every
 * hand and its confidence, and reads `annotations/rejected.txt`: names of photos, one a line, that are to be
 * left out. Confidence is the landmark network's, times how much of the limit the fit leaves; a label needs
 * both limits of `reconstruct`.
 *
 * @throws InputError for a path without photos, and where no hand is found in any
 */
export async function annotatePhotos(
  path: string,
  options: AnnotatePhotosOptions,
): Promise<PhotoAnnotations> {
  const { signal } = options;
  const { folder, paths, film } = photoFrames(path, options.film);
  const hand = handByName(options.hand);
  const looks = await look(paths, film, options);
  const smooth = film ? smoothed(looks) : looks;
  const fitter = new LandmarkFitter(hand);
  const rejected = rejectedPhotos(folder);
  const samples: Sample[] = [];
  const rows: SheetRow[] = [];
  let before: LandmarkFit | null = null;
  for (const { path: file, photo, landmarks } of smooth) {
    stopIfAborted(signal);
    if (landmarks === null) {
      before = null;
      continue;
    }
    const left = landmarks.left > 0.5;
    const focal = options.focal;
    const guessed = guessCamera(photo.width, photo.height);
    const camera = focal === null ? guessed : { ...guessed, fx: focal, fy: focal };
    const box = [0, 0, photo.width, photo.height] as const;
    const { fit, hand: fitted } = fittedHand(fitter, landmarks, { box, left, camera }, film ? before : null);
    before = fit;
    const name = basename(file);
    const confidence = landmarks.presence * Math.max(0, 1 - fit.error / (2 * CLOSE_FIT));
    const sure = landmarks.presence >= SURE_PRESENCE && fit.error <= CLOSE_FIT;
    const state = rejected.has(name) ? 'rejected' : sure ? 'kept' : 'doubtful';
    rows.push({ path: file, name, joints2d: fitted.joints2d, confidence, state, ...photo });
    if (state !== 'kept') continue;
    samples.push({
      id: name,
      dataset: 'photos',
      subject: basename(folder),
      sequence: basename(folder),
      frame: samples.length,
      view: 'photo',
      image: { path: file, mirrored: left },
      camera: left ? { ...camera, cx: photo.width - 1 - camera.cx } : camera,
      hand: {
        side: left ? 'left' : 'right',
        pose: fit.pose,
        betas: fit.betas,
        translation: fit.translation,
        modelHash: hand.hash,
      },
      joints: fit.joints,
      objects: [],
      grasped: -1,
      segmentation: null,
    });
  }
  return writePhotoLabels(path, { folder, hand, samples, rows, photos: paths.length }, options);
}

/** The surest hand of each photo; in a film, the one of the frame before while it is there. */
async function look(
  paths: readonly string[],
  film: boolean,
  { progress, signal }: AnnotatePhotosOptions,
): Promise<Look[]> {
  const networks = await openLandmarkNetworks();
  const task = progress.begin('annotate', paths.length, 'photos');
  const looks: Look[] = [];
  let last: HandLandmarks | null = null;
  for (const path of paths) {
    stopIfAborted(signal);
    const photo = await decode(path).catch((error: Error) => {
      progress.say(`annotate      ${path}: not a picture that can be read (${error.message.split('\n')[0]})`);
      return null;
    });
    task.advance();
    if (photo === null) continue;
    let landmarks: HandLandmarks | null = null;
    if (film && last !== null) {
      const followed = await followLandmarks(photo, last, networks);
      if (followed.presence >= LOST) landmarks = followed;
    }
    if (landmarks === null) [landmarks = null] = await findLandmarks(photo, networks, { most: 1 });
    last = landmarks;
    looks.push({ path, photo: { width: photo.width, height: photo.height }, landmarks });
  }
  task.end();
  return looks;
}

async function decode(path: string): Promise<RgbImage> {
  // Labels are for the pixels as they stand in the file: readers of data sets do not turn pictures.
  return decodeRgb(await readFile(path), { upright: false, transparency: 'black' });
}

/**
 * Landmarks averaged with those of the frames before and after, by quarters, where those show the same hand
 * nearby.
 */
function smoothed(looks: readonly Look[]): Look[] {
  return looks.map((own, i) => {
    const { landmarks } = own;
    if (landmarks === null) return own;
    const beside = [looks[i - 1]?.landmarks, looks[i + 1]?.landmarks].filter(
      (other): other is HandLandmarks =>
        other != null &&
        Math.hypot(other.region.x - landmarks.region.x, other.region.y - landmarks.region.y) <
          0.1 * landmarks.region.side,
    );
    const weight = 1 / (2 + beside.length);
    const mean = (key: 'joints2d' | 'world') =>
      landmarks[key].map((value, k) =>
        beside.reduce((sum, other) => sum + weight * other[key][k], 2 * weight * value),
      );
    return { ...own, landmarks: { ...landmarks, joints2d: mean('joints2d'), world: mean('world') } };
  });
}
