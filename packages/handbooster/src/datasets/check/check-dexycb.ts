import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { ArrayError, oneLine, readArrays } from '../../base/files/read-arrays.js';
import { readJson, z } from '../../base/files/read-yaml.js';
import { mapConcurrently } from '../../base/threads/map-concurrently.js';
import type { Camera } from '../../geometry/camera.js';
import { composeRigid } from '../../geometry/rigid-motion.js';
import type { HandSide } from '../../hand/model/hand-model.js';
import type { HandModels } from '../../hand/model/hand-models.js';
import { DexYcbCalibration, type DexYcbExtrinsics } from '../dexycb/calibration.js';
import { dexYcbPaths, HAND_MODEL_FILE, SPLITS_FILE } from '../dexycb/dexycb-layout.js';
import { type DexYcbLabel, readLabel } from '../dexycb/dexycb-reader.js';
import { type DexYcbMeta, type DexYcbTrack, readMeta, readTrack } from '../dexycb/dexycb-sequence.js';
import { checkCaptureSplits } from '../dexycb/dexycb-splits.js';
import { HandDecoder } from '../dexycb/hand-decoder.js';
import { listDexYcbSequences } from '../dexycb/list-sequences.js';
import { readObjectNames } from '../dexycb/object-names.js';
import { checkHand, checkObjectPose } from './check-hand.js';
import { CHECK_DEFAULTS, type CheckOptions } from './check-options.js';
import { checkDepth, checkPicture } from './check-picture.js';
import { CheckCollector, type CheckReport } from './check-report.js';

/** What is known of a sequence once its own files were read; null for what could not be read. */
interface KnownSequence {
  meta: DexYcbMeta;
  track: DexYcbTrack | null;
  betas: Float32Array | null;
  cameras: Map<string, Camera>;
  extrinsics: DexYcbExtrinsics | null;
  /** Cameras that have depth images; a capture may do without. */
  depthViews: Set<string>;
}

/**
 * Walks a capture in DexYCB's layout and notes whatever is missing, damaged, out of range or at odds; never
 * stops early.
 */
export async function checkDexYcb(root: string, options: Partial<CheckOptions> = {}): Promise<CheckReport> {
  const { hands, concurrency, every, examples, onProgress } = { ...CHECK_DEFAULTS, ...options };
  const found = new CheckCollector(root);
  const names = await guard(found, 'object names', join(root, 'models'), () => readObjectNames(root));
  const splits = join(root, SPLITS_FILE);
  if (existsSync(splits)) {
    await guard(found, 'splits file', splits, async () =>
      checkCaptureSplits(await readJson(splits, z.unknown()), splits),
    );
  }
  const listed = await listDexYcbSequences(root);
  const calibration = new DexYcbCalibration(root);
  const known: KnownSequence[] = [];
  const objectIds = new Set<number>();
  const read = await mapConcurrently(listed.sequences, concurrency, async ({ subject, name }) => {
    const meta = await guard(found, 'meta.yml', dexYcbPaths.meta(root, subject, name), () =>
      readMeta(root, subject, name),
    );
    return meta && readSequence(root, meta, calibration, found);
  });
  for (const sequence of read) {
    if (sequence === null) continue;
    known.push(sequence);
    for (const id of sequence.meta.objects) objectIds.add(id);
  }
  for (const id of [...objectIds].sort((a, b) => a - b)) {
    const name = names?.get(id);
    const path = dexYcbPaths.model(root, name ?? `object ${id}`);
    if (name === undefined)
      found.add('object names', path, `id ${id} has no name: expected 1 ... 21 or an entry in objects.json`);
    else if (!existsSync(path)) found.add('object mesh missing', path, 'no such file');
  }
  const decoder = await openDecoder(root, hands, known, found);
  const pictures = known.flatMap((sequence) =>
    sequence.meta.serials.flatMap((view) =>
      Array.from({ length: Math.ceil(sequence.meta.frames / every) }, (_, i) => ({
        sequence,
        view,
        frame: i * every,
      })),
    ),
  );
  found.sequences = listed.sequences.length;
  found.pictures = pictures.length;
  let done = 0;
  await mapConcurrently(pictures, concurrency, async ({ sequence, view, frame }, order) => {
    await checkFrame(root, sequence, view, frame, order, decoder, found);
    onProgress(++done, pictures.length);
  });
  return found.report('DexYCB', examples);
}

async function readSequence(
  root: string,
  meta: DexYcbMeta,
  calibration: DexYcbCalibration,
  found: CheckCollector,
): Promise<KnownSequence> {
  const folder = dexYcbPaths.sequence(root, meta.subject, meta.name);
  const metaPath = dexYcbPaths.meta(root, meta.subject, meta.name);
  if (new Set(meta.objects).size < meta.objects.length) {
    found.add('meta.yml', metaPath, `ycb_ids: an object twice in ${meta.objects.join(', ')}`);
  }
  if (new Set(meta.serials).size < meta.serials.length) {
    found.add('meta.yml', metaPath, `serials: a camera twice in ${meta.serials.join(', ')}`);
  }
  const track = await guard(found, 'pose.npz', join(folder, 'pose.npz'), () => readTrack(root, meta));
  const shape = dexYcbPaths.handCalibration(root, meta.handCalibration);
  const betas = await guard(found, 'hand shape', shape, () => calibration.betas(meta.handCalibration));
  const large = betas?.findIndex((value) => Math.abs(value) > 10) ?? -1;
  if (large >= 0)
    found.add('hand shape', shape, `betas.${large}: expected -10 ... 10, found ${betas?.[large]}`);
  const placement = dexYcbPaths.extrinsics(root, meta.extrinsics);
  const extrinsics = await guard(found, 'extrinsics', placement, () =>
    calibration.extrinsics(meta.extrinsics),
  );
  const cameras = new Map<string, Camera>();
  const depthViews = new Set<string>();
  for (const serial of meta.serials) {
    const path = join(dexYcbPaths.intrinsicsFolder(root), `${serial}.yml`);
    const camera = await guard(found, 'intrinsics', path, () => calibration.camera(serial));
    if (camera !== null) {
      cameras.set(serial, camera);
      const centred = camera.cx > 0 && camera.cx < camera.width && camera.cy > 0 && camera.cy < camera.height;
      if (!centred) {
        found.add(
          'intrinsics',
          path,
          `principal point ${camera.cx}, ${camera.cy} lies outside ${camera.width}x${camera.height}`,
        );
      }
    }
    if (extrinsics !== null && !extrinsics.worldFromCamera.has(serial)) {
      found.add('extrinsics', placement, `${serial}: no place of this camera`);
    }
    const view = join(folder, serial);
    if (meta.frames === 0) continue; // declared empty
    if (!existsSync(view)) {
      found.add('camera folder missing', view, 'no such folder');
      continue;
    }
    const files = await readdir(view);
    if (files.some((name) => name.startsWith('aligned_depth'))) depthViews.add(serial);
    const surplus = files.filter((name) => {
      const number = /_(\d{6})\.\w+$/.exec(name)?.[1];
      return number === undefined || Number(number) >= meta.frames;
    });
    for (const name of surplus) {
      found.add('surplus file', join(view, name), `expected frames 0 ... ${meta.frames - 1} only`);
    }
  }
  return { meta, track, betas, cameras, extrinsics, depthViews };
}

async function openDecoder(
  root: string,
  hands: HandModels,
  known: readonly KnownSequence[],
  found: CheckCollector,
): Promise<HandDecoder | null> {
  const sides = new Set(
    known.map(({ meta }) => meta.side).filter((side: HandSide) => hands[side] !== undefined),
  );
  return guard(found, 'hand model', join(root, HAND_MODEL_FILE), () => HandDecoder.open(root, hands, sides));
}

async function checkFrame(
  root: string,
  sequence: KnownSequence,
  view: string,
  frame: number,
  order: number,
  decoder: HandDecoder | null,
  found: CheckCollector,
): Promise<void> {
  const { meta, track, betas, cameras } = sequence;
  const folder = dexYcbPaths.sequence(root, meta.subject, meta.name);
  if (!existsSync(join(folder, view))) return;
  const camera = cameras.get(view) ?? null;
  await checkPicture(found, dexYcbPaths.color(folder, view, frame), camera, order);
  if (sequence.depthViews.has(view)) {
    await checkDepth(found, dexYcbPaths.depth(folder, view, frame), camera, order);
  }
  const path = dexYcbPaths.labels(folder, view, frame);
  const place = { path, order };
  let label: DexYcbLabel;
  try {
    label = await readLabel(root, meta, view, frame);
  } catch (error) {
    if (!(error instanceof ArrayError)) throw error;
    for (const { fault, message } of error.faults) found.add(`label ${fault}`, path, message, order);
    if (camera !== null && error.fault !== 'missing' && error.fault !== 'damaged') {
      await checkSegmentation(path, camera, meta, order, found);
    }
    return;
  }
  if (camera !== null) await checkSegmentation(path, camera, meta, order, found);
  for (const [i, pose] of label.objectPoses.entries()) {
    if (pose !== null) checkObjectPose(found, place, `pose_y[${i}]`, pose);
  }
  const tracked = track === null || frame >= track.handPresent.length ? null : track.handPresent[frame] === 1;
  // A camera that saw neither hand nor object says nothing.
  const blank = label.joints === null && label.objectPoses.every((pose) => pose === null);
  if (tracked !== null && !blank && tracked !== (label.joints !== null)) {
    const says = (present: boolean) => (present ? 'a hand' : 'no hand');
    found.add(
      'label and track disagree',
      path,
      `expected ${says(tracked)} as in pose.npz, found ${says(!tracked)}`,
      order,
    );
  }
  checkPlaces(sequence, view, frame, label, place, found);
  if (label.joints === null) return;
  found.hands++;
  if (camera !== null) checkHand(found, place, camera, label.joints, label.joints2d);
  if (decoder !== null && betas !== null && decoder.has(meta.side)) {
    try {
      decoder.checkJoints(meta.side, label.hand, betas, label.joints, path);
    } catch (error) {
      found.add("joints are not the hand model's", path, oneLine(error), order);
    }
  }
}

/** The same object, seen from this camera and from the world, must be in one place. */
function checkPlaces(
  { meta, track, extrinsics }: KnownSequence,
  view: string,
  frame: number,
  label: DexYcbLabel,
  place: { path: string; order: number },
  found: CheckCollector,
): void {
  const worldFromCamera = extrinsics?.worldFromCamera.get(view);
  if (track === null || worldFromCamera === undefined || frame >= track.handPresent.length) return;
  for (const i of meta.objects.keys()) {
    const own = label.objectPoses[i];
    const world = track.object(i)[frame];
    if (own === null || world === null) continue;
    const seen = composeRigid(worldFromCamera, own);
    const distance = Math.hypot(seen[3] - world[3], seen[7] - world[7], seen[11] - world[11]);
    if (distance <= 0.02) continue;
    const message = `pose_y[${i}]: ${(1000 * distance).toFixed(0)} mm from where pose.npz and the extrinsics have it`;
    found.add('extrinsics do not fit', place.path, message, place.order);
    return;
  }
}

async function checkSegmentation(
  path: string,
  camera: Camera,
  meta: DexYcbMeta,
  order: number,
  found: CheckCollector,
): Promise<void> {
  const { width, height } = camera;
  try {
    const arrays = await readArrays(path, [{ name: 'seg', shape: [height, width], kind: 'uint8' }]);
    const data = arrays.get('seg')?.data ?? new Uint8Array(0);
    const allowed = new Uint8Array(256);
    for (const id of [0, 255, ...meta.objects]) allowed[id] = 1;
    for (let i = 0; i < data.length; i++) {
      if (allowed[data[i]]) continue;
      found.add(
        'segmentation',
        path,
        `seg: expected 0, 255 or one of ${meta.objects.join(', ')}, found ${data[i]}`,
        order,
      );
      return;
    }
  } catch (error) {
    if (!(error instanceof ArrayError)) throw error;
    found.add('segmentation', path, error.message, order);
  }
}

/** Runs a step; an {@link InputError} becomes a finding and null. */
async function guard<T>(
  found: CheckCollector,
  kind: string,
  path: string,
  step: () => Promise<T>,
): Promise<T | null> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    for (const message of error.messages) found.add(kind, path, message);
    return null;
  }
}
