import { existsSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { InputError } from '../../base/errors/input-error.js';
import { readBytes } from '../../base/files/read-arrays.js';
import type { Box, Camera } from '../../geometry/camera.js';
import { composeRigid, type RigidMotion, rigid } from '../../geometry/rigid-motion.js';
import { axisAngleToMatrix } from '../../geometry/rotations.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { ycbId } from '../../objects/ycb-classes.js';
import { PickledLabels } from '../files/pickled-labels.js';
import { checkHandJoints } from '../sample/check-hand-joints.js';
import { checkHandModel } from '../sample/check-hand-model.js';
import { fromHo3dOrder } from '../sample/joint-orders.js';
import { moveHand } from '../sample/move-hand.js';
import type { ImageReference, ObjectLabel, Sample } from '../sample/sample.js';

/**
 * A picture of the evaluation split, whose hand labels are hidden but for root and box. OpenCV axes, metres.
 */
export interface Ho3dEvaluationSample {
  id: string;
  sequence: string;
  frame: number;
  image: ImageReference;
  camera: Camera;
  /** (3) the wrist. */
  root: Float32Array;
  /** The given box of the hand. */
  box: Box;
  objects: ObjectLabel[];
}

/** HO3D's axes are OpenGL's: x right, y up, z backwards. A half turn about x makes them OpenCV's. */
export const OPENCV_FROM_OPENGL: RigidMotion = Float64Array.of(1, 0, 0, 0, 0, -1, 0, 0, 0, 0, -1, 0);

/**
 * HO3D v2 or v3 (Hampali et al. 2020, 2021): the pictures that `train.txt` or `evaluation.txt` lists, in that
 * order.
 */
export class Ho3dReader {
  readonly root: string;
  readonly split: 'train' | 'evaluation';
  readonly #names: readonly string[];
  readonly #hand: HandModel | null;
  readonly #sizes = new Map<string, Promise<{ width: number; height: number } | null>>();

  constructor(root: string, split: 'train' | 'evaluation', names: readonly string[], hand: HandModel | null) {
    this.root = root;
    this.split = split;
    this.#names = names;
    this.#hand = hand;
  }

  get length(): number {
    return this.#names.length;
  }

  /** `split/sequence/frame`. */
  id(position: number): string {
    return `${this.split}/${this.#name(position)}`;
  }

  /**
   * Labels of a training picture.
   *
   * @returns null where the frame is not annotated (a `None` hand).
   * @throws {InputError} naming file and field, or where the reader was opened without a hand model.
   */
  async load(position: number): Promise<Sample | null> {
    const picture = await this.loadPicture(position);
    if (picture === null) return null;
    const model = this.#hand;
    if (model === null) throw new InputError(`${this.root}: turning HO3D's poses needs the MANO right hand`);
    const { meta, ...rest } = picture;
    return { ...rest, hand: { side: 'right', ...movedHand(model, meta), modelHash: null } };
  }

  /** Whether a hand model is that of the labels: a check for each annotated picture of a training split. */
  async *handChecks(model: HandModel): AsyncGenerator<() => void> {
    for (let position = 0; position < this.length; position++) {
      try {
        const picture = await this.loadPicture(position);
        if (picture === null) continue;
        const { meta, joints } = picture;
        const hand = movedHand(model, meta);
        yield () => checkHandJoints(model, hand, joints, `${meta.path}: handJoints3D`);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        yield () => {
          throw error;
        };
      }
    }
  }

  /** A training picture without pose and shape, which need no hand model; null where it is not annotated. */
  async loadPicture(position: number): Promise<(Omit<Sample, 'hand'> & { meta: PickledLabels }) | null> {
    if (this.split !== 'train') {
      throw new InputError(
        `${this.root}: HO3D hides the hands of its evaluation split; train and test on sequences of train.txt, ` +
          'or score predictions with: handbooster evaluate ho3d',
      );
    }
    const { sequence, frame, meta, image } = await this.#open(position);
    if (!meta.has('handPose')) return null;
    const object = readObject(meta);
    return {
      id: this.id(position),
      dataset: 'ho3d',
      subject: sequence.replace(/\d+$/, ''),
      ...ho3dTake(sequence),
      frame,
      image,
      camera: await this.#camera(meta, sequence, image),
      joints: fromHo3dOrder(toOpenCv(meta.numbers('handJoints3D', 63))),
      objects: object === null ? [] : [object],
      grasped: object === null ? -1 : 0,
      segmentation: null,
      meta,
    };
  }

  /** What is public about an evaluation picture. */
  async loadEvaluation(position: number): Promise<Ho3dEvaluationSample> {
    const { sequence, frame, meta, image } = await this.#open(position);
    const [x0, y0, x1, y1] = meta.numbers('handBoundingBox', 4);
    if (!(x1 > x0 && y1 > y0)) {
      throw new InputError(
        `${meta.path}: handBoundingBox: expected left, top, right, bottom, found ${x0}, ${y0}, ${x1}, ${y1}`,
      );
    }
    const object = readObject(meta);
    return {
      id: this.id(position),
      sequence,
      frame,
      image,
      camera: await this.#camera(meta, sequence, image),
      root: toOpenCv(meta.numbers('handJoints3D', 3)),
      box: [x0, y0, x1 - x0, y1 - y0],
      objects: object === null ? [] : [object],
    };
  }

  /** All annotated training samples in order. */
  async *samples(): AsyncGenerator<Sample> {
    for (let position = 0; position < this.length; position++) {
      const sample = await this.load(position);
      if (sample !== null) yield sample;
    }
  }

  /** Path of the depth image (see `decodeHo3dDepth`). */
  depthPath(position: number): string {
    const [sequence, number] = this.#name(position).split('/');
    return join(this.root, this.split, sequence, 'depth', `${number}.png`);
  }

  /** Path of the label file. */
  metaPath(position: number): string {
    const [sequence, number] = this.#name(position).split('/');
    return join(this.root, this.split, sequence, 'meta', `${number}.pkl`);
  }

  /** Path of the picture: version 2 has PNG files, version 3 JPEG. */
  imagePath(position: number): string {
    const [sequence, number] = this.#name(position).split('/');
    const path = join(this.root, this.split, sequence, 'rgb', number);
    return existsSync(`${path}.jpg`) ? `${path}.jpg` : `${path}.png`;
  }

  #name(position: number): string {
    const name = this.#names[position];
    if (name === undefined) {
      throw new RangeError(`expected a position in 0 ... ${this.length - 1}, found ${position}`);
    }
    return name;
  }

  async #open(position: number) {
    const [sequence, number] = this.#name(position).split('/');
    const folder = join(this.root, this.split, sequence);
    const meta = await PickledLabels.read(join(folder, 'meta', `${number}.pkl`));
    const path = this.imagePath(position);
    return { sequence, frame: Number(number), meta, image: { path, mirrored: false } };
  }

  async #camera(meta: PickledLabels, sequence: string, image: ImageReference): Promise<Camera> {
    const matrix = meta.numbers('camMat', 9);
    if (!(matrix[0] > 0 && matrix[4] > 0)) {
      throw new InputError(
        `${meta.path}: camMat: expected positive focal lengths, found ${matrix[0]} and ${matrix[4]}`,
      );
    }
    let size = this.#sizes.get(sequence);
    if (size === undefined) {
      size = imageSize(image.path);
      this.#sizes.set(sequence, size);
    }
    // Where the sequence's first picture is broken, this one tells; where it is too, its decoder says so.
    const { width, height } = (await size) ?? (await imageSize(image.path)) ?? OFFICIAL_SIZE;
    return { fx: matrix[0], fy: matrix[4], cx: matrix[2], cy: matrix[5], width, height };
  }
}

/**
 * Opens a split of HO3D v2 or v3.
 *
 * @param hand the MANO right hand that labels are made with; it is checked against the joints that are
 * labelled first. Without one only pictures, joints and objects can be read (`loadPicture`).
 * @param options.checkModel false to read whatever the joints say.
 * @throws {InputError} naming the file, what was expected and what was found.
 */
export async function readHo3d(
  root: string,
  split: 'train' | 'evaluation',
  hand: HandModel | null,
  { checkModel = true }: { checkModel?: boolean } = {},
): Promise<Ho3dReader> {
  const path = join(root, `${split}.txt`);
  const lines = (await readBytes(path)).toString('utf8').split(/\r?\n/);
  const names: string[] = [];
  for (const [i, line] of lines.entries()) {
    if (line.trim() === '') continue;
    if (!/^[\w-]+\/\d+$/.test(line.trim())) {
      throw new InputError(`${path}: line ${i + 1}: expected sequence/frame, found "${line.slice(0, 60)}"`);
    }
    names.push(line.trim());
  }
  if (names.length === 0) throw new InputError(`${path}: expected a line a picture, found none`);
  const reader = new Ho3dReader(root, split, names, hand);
  if (checkModel && hand !== null && split === 'train') await checkHandModel(reader.handChecks(hand));
  return reader;
}

/** The hand of a label in OpenCV's axes. */
function movedHand(model: HandModel, meta: PickledLabels) {
  const betas = Float32Array.from(meta.numbers('handBeta', 10));
  const hand = {
    pose: meta.numbers('handPose', 48), // absolute: HO3D's zero is the flat hand
    betas,
    translation: meta.numbers('handTrans', 3),
  };
  return { ...moveHand(model, hand, OPENCV_FROM_OPENGL), betas };
}

/**
 * A sequence's folder as take and camera: `ABF12` is camera 2 of take `ABF1`; with one digit it is a take by
 * itself.
 */
export function ho3dTake(folder: string): { sequence: string; view: string } {
  const match = /^(\D+\d)(\d)$/.exec(folder);
  return match === null ? { sequence: folder, view: '0' } : { sequence: match[1], view: match[2] };
}

/** Points (N, 3) in OpenGL axes, in OpenCV's. */
function toOpenCv(points: Float64Array): Float32Array {
  return Float32Array.from(points, (value, i) => (i % 3 === 0 ? value : -value));
}

function readObject(meta: PickledLabels): ObjectLabel | null {
  if (!meta.has('objRot') || !meta.has('objTrans')) return null;
  const name = meta.text('objName');
  const motion = rigid(axisAngleToMatrix(meta.numbers('objRot', 3)), meta.numbers('objTrans', 3));
  // 0 stands for an object that is not one of YCB's.
  return { id: ycbId(name) ?? 0, name, pose: composeRigid(OPENCV_FROM_OPENGL, motion) };
}

/** That of every picture of HO3D v2 and v3. */
const OFFICIAL_SIZE = { width: 640, height: 480 };

/** Null for a picture that is missing or broken. */
async function imageSize(path: string): Promise<{ width: number; height: number } | null> {
  return sharp(path)
    .metadata()
    .then(({ width, height }) => ({ width, height }))
    .catch(() => null);
}
