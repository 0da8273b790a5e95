import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import type { Camera } from '../../geometry/camera.js';
import { composeRigid, rigid } from '../../geometry/rigid-motion.js';
import type { HandModel, HandSide } from '../../hand/model/hand-model.js';
import { mirrorPoints } from '../../hand/model/mirror-hand.js';
import { PickledLabels } from '../files/pickled-labels.js';
import { fitHand } from '../fit-hand/fit-hand.js';
import { OPENCV_FROM_OPENGL } from '../ho3d/read-ho3d.js';
import { mirrorMotion } from '../sample/mirror-motion.js';
import type { Sample } from '../sample/sample.js';

/** ObMan's splits, as their folders are called. */
export const OBMAN_SPLITS = ['train', 'val', 'test'] as const;
export type ObmanSplit = (typeof OBMAN_SPLITS)[number];

/** The camera of every rendering. */
export const OBMAN_CAMERA: Camera = { fx: 480, fy: 480, cx: 128, cy: 128, width: 256, height: 256 };

/**
 * Mean distance at which vertices are no longer taken for those of the model, metres. ObMan's are a body
 * model's hand, which MANO's shapes meet to a millimetre or two; vertices in another order are centimetres
 * off.
 */
const LARGEST_MEAN_ERROR = 0.008;

/** A picture without pose and shape: what needs no hand model. */
export interface ObmanPicture extends Omit<Sample, 'hand'> {
  side: HandSide;
  /** (778, 3) metres, camera; mirrored as the joints are. */
  vertices: Float32Array;
  /** What the vertices of the ShapeNet model are multiplied with before `objects[0].pose` places them. */
  objectScale: number;
  /** `<class>/<model>/models/model_normalized.obj`, below ShapeNetCore.v2. */
  objectPath: string;
  /** Depths that 255 and 1 stand for in the depth image, metres (see {@link decodeObmanDepth}). */
  depthRange: { nearest: number; farthest: number };
}

/** A split of ObMan (Hasson et al. 2019): synthetic 256x256 pictures, in the order of their numbers. */
export class ObmanReader {
  readonly root: string;
  readonly split: ObmanSplit;
  readonly #names: readonly string[];
  readonly #hand: HandModel | null;

  constructor(root: string, split: ObmanSplit, names: readonly string[], hand: HandModel | null) {
    this.root = root;
    this.split = split;
    this.#names = names;
    this.#hand = hand;
  }

  get length(): number {
    return this.#names.length;
  }

  /** `split/number`. */
  id(position: number): string {
    return `${this.split}/${this.#name(position)}`;
  }

  /** Path of the label file. */
  metaPath(position: number): string {
    return join(this.root, this.split, 'meta', `${this.#name(position)}.pkl`);
  }

  /** Path of the depth image. */
  depthPath(position: number): string {
    return join(this.root, this.split, 'depth', `${this.#name(position)}.png`);
  }

  /** Path of the segmentation (see {@link decodeObmanSegmentation}). */
  segmentationPath(position: number): string {
    return join(this.root, this.split, 'segm', `${this.#name(position)}.png`);
  }

  /**
   * A picture's labels. ObMan stores no rotation of the hand in the camera, so pose and shape are those of
   * the model that meet its vertices; a tenth of a second each.
   *
   * @throws {InputError} naming file and field, or where no MANO hand was given.
   */
  async load(position: number): Promise<Sample> {
    const picture = await this.loadPicture(position);
    const model = this.#hand;
    const path = this.metaPath(position);
    if (model === null || model.template.length !== picture.vertices.length) {
      throw new InputError(
        `${path}: verts_3d: expected a hand model of 778 vertices to fit to them, found ` +
          `${model === null ? 'none' : `${model.name} with ${model.template.length / 3}`}; set MANO_DIR`,
      );
    }
    const { side, vertices, objectScale: _, objectPath: __, depthRange: ___, ...sample } = picture;
    const { pose, betas, translation, meanError } = fitHand(model, vertices);
    if (meanError > LARGEST_MEAN_ERROR) {
      throw new InputError(
        `${path}: verts_3d: expected vertices that ${model.name} can take, found them ` +
          `${(1000 * meanError).toFixed(0)} mm away on average; give the MANO right hand (set MANO_DIR)`,
      );
    }
    return { ...sample, hand: { side, pose, betas, translation, modelHash: null } };
  }

  /** A picture's labels but for pose and shape. */
  async loadPicture(position: number): Promise<ObmanPicture> {
    const name = this.#name(position);
    const meta = await PickledLabels.read(this.metaPath(position));
    const side = meta.text('side');
    if (side !== 'right' && side !== 'left') {
      throw new InputError(`${meta.path}: side: expected right or left, found ${side}`);
    }
    const mirrored = side === 'left';
    const points = (key: string, count: number) => {
      const own = Float32Array.from(meta.numbers(key, count), (value, i) => (i % 3 === 0 ? value : -value));
      return mirrored ? mirrorPoints(own) : own;
    };
    const category = meta.name('class_id');
    const model = meta.name('sample_id');
    const { pose, scale } = objectPlace(meta);
    return {
      id: this.id(position),
      dataset: 'obman',
      subject: '',
      sequence: `${category}_${model}`,
      frame: Number(name),
      view: this.split,
      side,
      image: { path: join(this.root, this.split, 'rgb', `${name}.jpg`), mirrored },
      camera: mirrored ? { ...OBMAN_CAMERA, cx: OBMAN_CAMERA.width - 1 - OBMAN_CAMERA.cx } : OBMAN_CAMERA,
      joints: points('coords_3d', 63),
      vertices: points('verts_3d', 778 * 3),
      objects: [{ id: 0, name: `${category}_${model}`, pose: mirrored ? mirrorMotion(pose) : pose }],
      grasped: 0,
      segmentation: null,
      objectScale: scale,
      objectPath: join(category, model, 'models', 'model_normalized.obj'),
      depthRange: { nearest: meta.numbers('depth_min', 1)[0], farthest: meta.numbers('depth_max', 1)[0] },
    };
  }

  /** All samples in order. */
  async *samples(): AsyncGenerator<Sample> {
    for (let position = 0; position < this.length; position++) yield this.load(position);
  }

  #name(position: number): string {
    const name = this.#names[position];
    if (name === undefined) {
      throw new RangeError(`expected a position in 0 ... ${this.length - 1}, found ${position}`);
    }
    return name;
  }
}

/**
 * Opens a split of ObMan: `<root>/<split>/{rgb,meta,segm,depth}`.
 *
 * @param hand the MANO right hand to fit to the labelled vertices; without one only `loadPicture` can be
 * used.
 */
export async function readObman(
  root: string,
  split: ObmanSplit,
  hand: HandModel | null,
): Promise<ObmanReader> {
  const folder = join(root, split, 'meta');
  if (!existsSync(folder)) {
    throw new InputError(
      `${folder}: expected the label files of ObMan's ${split} split, found no such folder`,
    );
  }
  const names = (await readdir(folder))
    .filter((name) => /^\d+\.pkl$/.test(name))
    .map((name) => name.slice(0, -4))
    .sort((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1));
  if (names.length === 0) throw new InputError(`${folder}: expected files such as 00000000.pkl, found none`);
  return new ObmanReader(root, split, names, hand);
}

/**
 * Where the object is: `affine_transform` (4x4) takes the model's vertices to OpenGL camera axes. Files of
 * both kinds exist: with the model's scale in it, or rigid, then `obj_scale` comes first.
 */
function objectPlace(meta: PickledLabels): { pose: Float64Array; scale: number } {
  const m = meta.numbers('affine_transform', 16);
  const determinant =
    m[0] * (m[5] * m[10] - m[6] * m[9]) -
    m[1] * (m[4] * m[10] - m[6] * m[8]) +
    m[2] * (m[4] * m[9] - m[5] * m[8]);
  if (!(determinant > 0)) {
    throw new InputError(
      `${meta.path}: affine_transform: expected a rotation with a scale, found determinant ${determinant}`,
    );
  }
  const own = Math.cbrt(determinant);
  const rotation = [m[0], m[1], m[2], m[4], m[5], m[6], m[8], m[9], m[10]].map((value) => value / own);
  const pose = composeRigid(OPENCV_FROM_OPENGL, rigid(rotation, [m[3], m[7], m[11]]));
  const isRigid = Math.abs(own - 1) < 1e-3;
  return { pose, scale: isRigid ? meta.numbers('obj_scale', 1)[0] : own };
}
