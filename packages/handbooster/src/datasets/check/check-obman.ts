import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { oneLine } from '../../base/files/read-arrays.js';
import { mapConcurrently } from '../../base/threads/map-concurrently.js';
import { type ExpectedNumbers, PickledLabels } from '../files/pickled-labels.js';
import { decodeImage } from '../images/decode-image.js';
import { decodeObmanSegmentation } from '../obman/obman-maps.js';
import { OBMAN_CAMERA, OBMAN_SPLITS, type ObmanReader, readObman } from '../obman/read-obman.js';
import { checkHand, checkObjectPose } from './check-hand.js';
import { CHECK_DEFAULTS, type CheckOptions } from './check-options.js';
import { checkPicture } from './check-picture.js';
import { CheckCollector, type CheckReport } from './check-report.js';

/**
 * The arrays of a label file: those that are read, and those that files of one kind or another have beside
 * them.
 */
const ARRAYS: ExpectedNumbers[] = [
  { key: 'coords_2d', count: 42 },
  { key: 'coords_3d', count: 63 },
  { key: 'verts_3d', count: 3 * 778 },
  { key: 'affine_transform', count: 16 },
  { key: 'depth_min', count: 1 },
  { key: 'depth_max', count: 1 },
  ...['hand_depth_min', 'hand_depth_max', 'obj_depth_min', 'obj_depth_max', 'obj_scale'].map((key) => ({
    key,
    count: 1,
    optional: true,
  })),
  { key: 'hand_pose', count: 45, optional: true },
  { key: 'pca_pose', count: 45, optional: true },
];

/**
 * Walks the splits of ObMan that are there. Poses are fitted to vertices when a picture is read and not
 * looked at here.
 */
export async function checkObman(root: string, options: Partial<CheckOptions> = {}): Promise<CheckReport> {
  const { concurrency, every, examples, onProgress } = { ...CHECK_DEFAULTS, ...options };
  const found = new CheckCollector(root);
  const sequences = new Set<string>();
  let done = 0;
  for (const split of OBMAN_SPLITS) {
    if (!existsSync(join(root, split))) continue;
    let reader: ObmanReader;
    try {
      reader = await readObman(root, split, null);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      found.add('split', join(root, split), error.message);
      continue;
    }
    const positions = Array.from({ length: Math.ceil(reader.length / every) }, (_, i) => i * every);
    found.pictures += positions.length;
    await mapConcurrently(positions, concurrency, async (position) => {
      const sequence = await checkItem(reader, position, found);
      if (sequence !== null) sequences.add(sequence);
      onProgress(++done, found.pictures);
    });
  }
  found.sequences = sequences.size;
  return found.report('ObMan', examples);
}

/** @returns the object of the picture, null where its labels cannot be read. */
async function checkItem(
  reader: ObmanReader,
  position: number,
  found: CheckCollector,
): Promise<string | null> {
  const path = reader.metaPath(position);
  const place = { path, order: position };
  const name = path.slice(path.length - 12, -4);
  for (const folder of ['rgb', 'rgb_hand', 'rgb_obj']) {
    // The pictures of hand and object alone may be left away; where there is one there must be all.
    const inFolder = join(reader.root, reader.split, folder);
    if (folder !== 'rgb' && !existsSync(inFolder)) continue;
    await checkPicture(found, join(inFolder, `${name}.jpg`), OBMAN_CAMERA, position);
  }
  try {
    const own = await PickledLabels.read(path);
    const faults = own.faults(ARRAYS);
    for (const fault of faults) found.add('label wrong', path, fault, position);
    if (faults.length > 0) return null;
    const picture = await reader.loadPicture(position);
    found.hands++;
    const joints2d = Float32Array.from(own.numbers('coords_2d', 42));
    if (picture.image.mirrored) {
      for (let i = 0; i < 42; i += 2) joints2d[i] = picture.camera.width - 1 - joints2d[i];
    }
    checkHand(found, place, picture.camera, picture.joints, joints2d);
    checkObjectPose(found, place, 'affine_transform', picture.objects[0].pose);
    checkVertices(picture.vertices, picture.joints, place, found);
    if (!(picture.depthRange.farthest > picture.depthRange.nearest)) {
      const { nearest, farthest } = picture.depthRange;
      found.add(
        'depth range',
        path,
        `depth_max: expected more than depth_min ${nearest}, found ${farthest}`,
        position,
      );
    }
    const segmentation = reader.segmentationPath(position);
    if (existsSync(join(segmentation, '..'))) {
      await checkPicture(found, segmentation, OBMAN_CAMERA, position);
      if (existsSync(segmentation)) {
        const image = await decodeImage(segmentation).catch(() => null);
        if (image !== null)
          checkSegmentation(
            () => decodeObmanSegmentation(image, picture.side),
            segmentation,
            position,
            found,
          );
      }
    }
    const depth = reader.depthPath(position);
    if (existsSync(join(depth, '..'))) await checkPicture(found, depth, OBMAN_CAMERA, position);
    return picture.sequence;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    found.add('label wrong', path, oneLine(error), position);
    return null;
  }
}

/** Labelled joints lie in the hand: each is within a finger's thickness of a vertex. */
function checkVertices(
  vertices: Float32Array,
  joints: Float32Array,
  place: { path: string; order: number },
  found: CheckCollector,
): void {
  let worst = 0;
  for (let joint = 0; joint < 63; joint += 3) {
    let nearest = Number.POSITIVE_INFINITY;
    for (let v = 0; v < vertices.length; v += 3) {
      const [x, y, z] = [0, 1, 2].map((k) => vertices[v + k] - joints[joint + k]);
      nearest = Math.min(nearest, Math.hypot(x, y, z));
    }
    worst = Math.max(worst, nearest);
  }
  if (worst <= 0.03) return;
  const message = `verts_3d: ${(1000 * worst).toFixed(0)} mm from a joint of coords_3d, expected at most 30`;
  found.add('vertices do not fit', place.path, message, place.order);
}

function checkSegmentation(
  decode: () => Uint8Array,
  path: string,
  order: number,
  found: CheckCollector,
): void {
  try {
    decode();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    found.add('segmentation', path, oneLine(error), order);
  }
}
