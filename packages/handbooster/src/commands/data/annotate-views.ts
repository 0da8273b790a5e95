import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { stopIfAborted } from '../../base/errors/interrupted.js';
import { decodeRgb } from '../../base/images/decode-rgb.js';
import { mean } from '../../base/numbers/mean.js';
import type { Progress } from '../../base/progress.js';
import { DexYcbCalibration } from '../../datasets/dexycb/calibration.js';
import type { RgbImage } from '../../datasets/images/rgb-image.js';
import { mirrorMotion } from '../../datasets/sample/mirror-motion.js';
import { moveHand } from '../../datasets/sample/move-hand.js';
import type { Sample } from '../../datasets/sample/sample.js';
import { type Camera, projectPoints } from '../../geometry/camera.js';
import { applyRigid, composeRigid, invertRigid, type RigidMotion } from '../../geometry/rigid-motion.js';
import { handByName } from '../../hand/model/hand-by-name.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { mirrorPoints } from '../../hand/model/mirror-hand.js';
import { CLOSE_FIT, SURE_PRESENCE } from '../../reconstruction/answer/choose-answer.js';
import { type LandmarkFit, LandmarkFitter } from '../../reconstruction/fit/fit-landmarks.js';
import { fittedHand } from '../../reconstruction/fit/fitted-hand.js';
import { findLandmarks, type HandLandmarks } from '../../reconstruction/landmarks/find-landmarks.js';
import { openLandmarkNetworks } from '../../reconstruction/landmarks/open-landmark-networks.js';
import { triangulateLandmarks } from '../../reconstruction/landmarks/triangulate-landmarks.js';
import type { SheetRow } from './photo-sheet.js';
import { type PhotoAnnotations, rejectedPhotos, writePhotoLabels } from './write-photo-labels.js';

export interface AnnotateViewsOptions {
  /** Hand model of the labels: `builtin`, `mano` or a path. */
  hand: string;
  /** Folder with DexYCB's `calibration`: intrinsics of each camera and where they stand. */
  calibration: string;
  progress: Progress;
  signal: AbortSignal;
}

/** A calibrated camera with its photos. */
interface ViewFolder {
  serial: string;
  camera: Camera;
  cameraFromWorld: RigidMotion;
  names: Set<string>;
}

const PICTURE = /\.(jpe?g|png|webp|tiff?|avif)$/i;

/**
 * Labels photos that several calibrated cameras took of the same moments: a folder for each camera, named by
 * its serial number, in which photos of one moment have one name. The landmarks of each moment are
 * triangulated and the hand model fitted to them in space; every camera that sees the hand gets the label.
 *
 * @throws InputError for photos without calibration, and where no hand is found in any moment
 */
export async function annotateViews(path: string, options: AnnotateViewsOptions): Promise<PhotoAnnotations> {
  const { calibration, progress, signal } = options;
  const folder = resolve(path);
  const views = await openViews(folder, resolve(calibration));
  const hand = handByName(options.hand);
  const networks = await openLandmarkNetworks();
  const fitter = new LandmarkFitter(hand);
  const rejected = rejectedPhotos(folder);
  const moments = [...new Set(views.flatMap(({ names }) => [...names]))].sort();
  const task = progress.begin('annotate', moments.length, 'moments');
  const samples: Sample[] = [];
  const rows: SheetRow[] = [];
  for (const [frame, name] of moments.entries()) {
    stopIfAborted(signal);
    const there = views.filter(({ names }) => names.has(name));
    const seen: { view: ViewFolder; landmarks: HandLandmarks }[] = [];
    const readable: ViewFolder[] = [];
    for (const view of there) {
      const file = join(folder, view.serial, name);
      const photo = await readView(file, view).catch((error: Error) => {
        progress.say(`annotate      ${error.message.split('\n')[0]}; it is left out`);
        return null;
      });
      if (photo === null) continue;
      readable.push(view);
      const [landmarks] = await findLandmarks(photo, networks, { most: 1 });
      if (landmarks !== undefined) seen.push({ view, landmarks });
    }
    task.advance();
    const fitted = fitMoment(seen, fitter);
    if (fitted === null) continue;
    for (const view of readable) {
      const label = labelOf(hand, fitted, view);
      if (label === null) continue;
      const file = `${view.serial}/${name}`;
      const state = rejected.has(file) ? 'rejected' : fitted.sure ? 'kept' : 'doubtful';
      const { width, height } = view.camera;
      rows.push({
        path: join(folder, file),
        name: file,
        joints2d: label.joints2d,
        confidence: fitted.confidence,
        state,
        width,
        height,
      });
      if (state === 'kept') samples.push(sampleOf(folder, view, name, frame, label));
    }
  }
  task.end();
  const photos = views.reduce((sum, { names }) => sum + names.size, 0);
  return writePhotoLabels(path, { folder, hand, samples, rows, photos }, options);
}

/** The cameras that have both photos and a calibration. */
async function openViews(folder: string, root: string): Promise<ViewFolder[]> {
  if (!existsSync(folder)) throw new InputError(`${folder}: no such folder`);
  const place = join(root, 'calibration');
  const ids = existsSync(place)
    ? readdirSync(place).flatMap((name) => (name.startsWith('extrinsics_') ? [name.slice(11)] : []))
    : [];
  if (ids.length !== 1) {
    throw new InputError(
      `${place}: expected one folder extrinsics_NAME with extrinsics.yml, as DexYCB has them, found ${ids.length}`,
    );
  }
  const calibration = new DexYcbCalibration(root);
  const { worldFromCamera } = await calibration.extrinsics(ids[0]);
  const views: ViewFolder[] = [];
  for (const [serial, motion] of [...worldFromCamera].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const own = join(folder, serial);
    if (!existsSync(own)) continue;
    const names = new Set(readdirSync(own).filter((name) => PICTURE.test(name)));
    if (names.size === 0) continue;
    views.push({
      serial,
      camera: await calibration.camera(serial),
      cameraFromWorld: invertRigid(motion),
      names,
    });
  }
  if (views.length < 2) {
    throw new InputError(
      `${folder}: expected a folder with photos for each of two cameras at least, named as in ${place} (${[...worldFromCamera.keys()].join(', ')}), found ${views.length}`,
    );
  }
  // A camera whose pictures are of another size is known before the first is looked at.
  for (const view of views) await readView(join(folder, view.serial, [...view.names].sort()[0]), view);
  return views;
}

/** A photo of a camera. @throws InputError for what is no picture, or none of the size that was calibrated */
async function readView(file: string, { serial, camera }: ViewFolder): Promise<RgbImage> {
  const bytes = await readFile(file);
  const photo = await decodeRgb(bytes, { upright: false, transparency: 'black' }).catch((error: Error) => {
    throw new InputError(`${file}: not a picture that can be read (${error.message.split('\n')[0]})`);
  });
  if (photo.width === camera.width && photo.height === camera.height) return photo;
  throw new InputError(
    `${file}: ${photo.width} x ${photo.height} pixels; the intrinsics of camera ${serial} are for ${camera.width} x ${camera.height}`,
  );
}

/** A hand in space: fitted in the frame of one camera, of which the world is known. */
interface FittedMoment {
  fit: LandmarkFit;
  left: boolean;
  worldFromFit: RigidMotion;
  sure: boolean;
  confidence: number;
}

function fitMoment(
  seen: readonly { view: ViewFolder; landmarks: HandLandmarks }[],
  fitter: LandmarkFitter,
): FittedMoment | null {
  const found = triangulateLandmarks(
    seen.map(({ view, landmarks }) => ({
      ...view,
      joints2d: landmarks.joints2d,
      weight: landmarks.presence,
    })),
  );
  if (found === null) return null;
  const agreeing = found.views.map((i) => seen[i]);
  const left = mean(agreeing.map(({ landmarks }) => landmarks.left)) > 0.5;
  const presence = Math.max(...agreeing.map(({ landmarks }) => landmarks.presence));
  const { view } = agreeing.reduce((a, b) => (b.landmarks.presence > a.landmarks.presence ? b : a));
  const { camera, cameraFromWorld } = view;
  const world = applyRigid(cameraFromWorld, found.joints);
  const { fit } = fittedHand(
    fitter,
    { joints2d: projectPoints(camera, world), world, measured: true },
    { box: [0, 0, camera.width, camera.height], left, camera },
  );
  return {
    fit,
    left,
    worldFromFit: invertRigid(cameraFromWorld),
    sure: presence >= SURE_PRESENCE && fit.error <= CLOSE_FIT,
    confidence: presence * Math.max(0, 1 - fit.error / (2 * CLOSE_FIT)),
  };
}

/** A hand as one camera sees it; a left one mirrored, as samples have it. */
interface ViewLabel {
  left: boolean;
  pose: Float32Array;
  betas: Float32Array;
  translation: Float32Array;
  joints: Float32Array;
  /** (21, 2) pixels of the photo as it is. */
  joints2d: Float32Array;
  modelHash: string;
}

/** Null where the hand is not in the camera's picture. */
function labelOf(
  model: HandModel,
  { fit, left, worldFromFit }: FittedMoment,
  view: ViewFolder,
): ViewLabel | null {
  const motion = composeRigid(view.cameraFromWorld, worldFromFit);
  const own = left ? mirrorMotion(motion) : motion;
  const joints = applyRigid(own, fit.joints);
  for (let i = 2; i < 63; i += 3) if (joints[i] < 0.05) return null;
  const joints2d = projectPoints(view.camera, left ? mirrorPoints(joints) : joints);
  const inside = (i: number) =>
    joints2d[i] >= 0 &&
    joints2d[i] < view.camera.width &&
    joints2d[i + 1] >= 0 &&
    joints2d[i + 1] < view.camera.height;
  const count = Array.from({ length: 21 }, (_, i) => inside(2 * i)).filter(Boolean).length;
  if (count < 11) return null;
  const { betas } = fit;
  return { left, betas, joints, joints2d, modelHash: model.hash, ...moveHand(model, fit, own) };
}

function sampleOf(
  folder: string,
  { serial, camera }: ViewFolder,
  name: string,
  frame: number,
  { left, pose, betas, translation, joints, modelHash }: ViewLabel,
): Sample {
  return {
    id: `${serial}/${name}`,
    dataset: 'photos',
    subject: basename(folder),
    sequence: basename(folder),
    frame,
    view: serial,
    image: { path: join(folder, serial, name), mirrored: left },
    camera: left ? { ...camera, cx: camera.width - 1 - camera.cx } : camera,
    hand: { side: left ? 'left' : 'right', pose, betas, translation, modelHash },
    joints,
    objects: [],
    grasped: -1,
    segmentation: null,
  };
}
