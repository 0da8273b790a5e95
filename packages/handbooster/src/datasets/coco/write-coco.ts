import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, isAbsolute, relative, sep } from 'node:path';
import { temporaryName } from '../../base/files/temporary-name.js';
import { projectPoints } from '../../geometry/camera.js';
import type { HandModels } from '../../hand/model/hand-models.js';
import { mirrorPoints, mirrorPose } from '../../hand/model/mirror-hand.js';
import { fromAbsolutePose } from '../../hand/pose-conversions.js';
import type { Sample } from '../sample/sample.js';
import type { BoxAnnotation, HandAnnotation, ImageEntry } from './annotation-json.js';
import type { BoxSample } from './coco-content.js';

/** Options of {@link writeCoco}. */
export interface WriteCocoOptions {
  /** Folder that `file_name` is relative to; by default names are the images' paths as they are. */
  imageRoot: string | null;
}

export const WRITE_COCO_DEFAULTS: WriteCocoOptions = { imageRoot: null };

/**
 * Writes samples as the COCO-style annotation file that HandOccNet, H2ONet and HandBooster train from:
 * `images` and `annotations`, OpenCV axes, metres, poses with the mean pose removed, left hands as left hands
 * (their readers mirror).
 *
 * Poses carry no translation in this format: readers place the hand by its wrist.
 *
 * @returns how many samples were written.
 */
export function writeCoco(
  path: string,
  samples: Iterable<Sample> | AsyncIterable<Sample>,
  hands: HandModels,
  options: Partial<WriteCocoOptions> = {},
): Promise<number> {
  return writeLists(path, samples, options, (sample, id) => annotation(sample, id, hands));
}

/**
 * Writes pictures whose hand is known by root and box only (HO3D's evaluation split) as HandOccNet's
 * `HO3D_evaluation_data.json`.
 *
 * @returns how many were written.
 */
export function writeCocoBoxes(
  path: string,
  samples: Iterable<BoxSample> | AsyncIterable<BoxSample>,
  options: Partial<WriteCocoOptions> = {},
): Promise<number> {
  return writeLists(path, samples, options, ({ camera, root, box }, id): BoxAnnotation => {
    const { fx, fy, cx, cy } = camera;
    return {
      id,
      image_id: id,
      root_joint_cam: short(root),
      bbox: [...box],
      cam_param: { focal: [fx, fy], princpt: [cx, cy] },
    };
  });
}

/**
 * Streams `annotations` to the disk as they come, and the small entries of `images` after them: both lists
 * are long.
 */
async function writeLists<T extends Pick<Sample, 'image' | 'camera'>>(
  path: string,
  samples: Iterable<T> | AsyncIterable<T>,
  options: Partial<WriteCocoOptions>,
  describe: (sample: T, id: number) => HandAnnotation | BoxAnnotation,
): Promise<number> {
  const { imageRoot } = { ...WRITE_COCO_DEFAULTS, ...options };
  mkdirSync(dirname(path), { recursive: true });
  const temporary = temporaryName(path);
  const file = openSync(temporary, 'w');
  let count = 0;
  try {
    const images: ImageEntry[] = [];
    writeSync(file, '{"annotations": [');
    for await (const sample of samples) {
      const { width, height } = sample.camera;
      images.push({ id: count, file_name: fileName(sample.image.path, imageRoot), width, height });
      writeSync(file, `${count === 0 ? '' : ','}\n${JSON.stringify(describe(sample, count))}`);
      count++;
    }
    writeSync(file, '],\n"images": [');
    for (const [i, image] of images.entries())
      writeSync(file, `${i === 0 ? '' : ','}\n${JSON.stringify(image)}`);
    writeSync(file, ']}\n');
    fsyncSync(file);
  } catch (error) {
    closeSync(file);
    rmSync(temporary, { force: true });
    throw error;
  }
  closeSync(file);
  renameSync(temporary, path);
  return count;
}

function annotation(sample: Sample, id: number, hands: HandModels): HandAnnotation {
  const { mirrored } = sample.image;
  // A left hand whose picture is mirrored on the disk already is a right hand to those who read the file.
  const side = mirrored ? sample.hand.side : 'right';
  const model = hands[side];
  if (model === undefined)
    throw new RangeError(`${sample.id} shows a ${side} hand, but no ${side} hand model was given`);
  const pose = mirrored ? mirrorPose(sample.hand.pose) : sample.hand.pose;
  const joints = mirrored ? mirrorPoints(sample.joints) : sample.joints;
  const { fx, fy, cy, width } = sample.camera;
  const cx = mirrored ? width - 1 - sample.camera.cx : sample.camera.cx;
  return {
    id,
    image_id: id,
    joints_coord_cam: rows(joints, 3),
    joints_img: rows(projectPoints({ ...sample.camera, cx }, joints), 2),
    cam_param: { focal: [fx, fy], princpt: [cx, cy] },
    mano_param: {
      pose: short(fromAbsolutePose(model, pose, { pca: false, flatHandMean: false })),
      shape: short(sample.hand.betas),
    },
    hand_type: side,
  };
}

const short = (values: ArrayLike<number>) => Array.from(values, (value) => Number(value.toPrecision(9)));

function rows(values: ArrayLike<number>, width: number): number[][] {
  const flat = short(values);
  return Array.from({ length: flat.length / width }, (_, i) => flat.slice(width * i, width * i + width));
}

function fileName(path: string, imageRoot: string | null): string {
  if (imageRoot === null) return path;
  const name = relative(imageRoot, path);
  if (name.startsWith('..') || isAbsolute(name)) {
    throw new RangeError(`${path}: expected an image below ${imageRoot}`);
  }
  return name.split(sep).join('/');
}
