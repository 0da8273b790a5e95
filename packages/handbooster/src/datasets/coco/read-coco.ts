import { join } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import type { HandSide } from '../../hand/model/hand-model.js';
import type { HandModels } from '../../hand/model/hand-models.js';
import { mirrorPoints, mirrorPose } from '../../hand/model/mirror-hand.js';
import { toAbsolutePose } from '../../hand/pose-conversions.js';
import { streamJsonArrays } from '../files/stream-json-arrays.js';
import { checkHandJoints } from '../sample/check-hand-joints.js';
import { checkHandModel } from '../sample/check-hand-model.js';
import { restWrist } from '../sample/move-hand.js';
import type { Sample } from '../sample/sample.js';
import { findImageRoot } from './annotation-files.js';
import type { ImageEntry } from './annotation-json.js';
import { type BoxSample, CocoContent } from './coco-content.js';

/** Options of {@link readCoco}. */
export interface ReadCocoOptions {
  /**
   * Folder that the file names are relative to: DexYCB's root, or the split's folder of HO3D; null to find it
   * by the first.
   */
  imageRoot: string | null;
  /** Name of the dataset in samples' ids. */
  dataset: string;
  /** Told of what is wrong with an entry, which is then left out; by default the first fault is thrown. */
  onFault?: (message: string) => void;
  /** False to read whatever the joints say; by default the first of each side must be the hand model's. */
  checkModel?: boolean;
}

/**
 * Samples of a COCO-style annotation file as HandOccNet, H2ONet and HandBooster have it, in the file's order.
 */
export class CocoReader {
  readonly path: string;
  readonly options: ReadCocoOptions & { imageRoot: string };
  /** Hands annotated by root and box only. */
  readonly boxes: readonly BoxSample[];
  readonly #hands: HandModels;
  readonly #images: readonly ImageEntry[];
  readonly #sides: readonly HandSide[];
  readonly #rows: readonly Float32Array[];

  constructor(
    path: string,
    options: ReadCocoOptions & { imageRoot: string },
    hands: HandModels,
    content: { images: ImageEntry[]; sides: HandSide[]; rows: Float32Array[]; boxes: BoxSample[] },
  ) {
    this.path = path;
    this.options = options;
    this.boxes = content.boxes;
    this.#hands = hands;
    this.#images = content.images;
    this.#sides = content.sides;
    this.#rows = content.rows;
  }

  get length(): number {
    return this.#rows.length;
  }

  /** The sample at a position; hands are placed by their wrist, since the format has no translation. */
  load(position: number): Sample {
    const { side, ...picture } = this.loadPicture(position);
    const { betas, pose, translation } = this.#hand(position);
    const mirrored = side === 'left';
    return {
      ...picture,
      hand: {
        side,
        pose: mirrored ? mirrorPose(pose) : pose,
        betas,
        translation: mirrored ? mirrorPoints(translation) : translation,
        modelHash: null,
      },
    };
  }

  /**
   * Whether the labelled joints of a position are the hand model's.
   *
   * @throws {InputError} where they are not, or no model of its side was given.
   */
  checkJoints(position: number): void {
    const { model, own, ...hand } = this.#hand(position);
    const name = this.#images[position].file_name;
    checkHandJoints(model, hand, own, `${this.path}: joints_coord_cam of ${name}`);
  }

  /** {@link checkJoints} of the hands of a side that there is a model of. */
  *handChecks(side: HandSide): Generator<() => void> {
    if (this.#hands[side] === undefined) return;
    for (let position = 0; position < this.length; position++)
      if (this.#sides[position] === side) yield () => this.checkJoints(position);
  }

  /** A position's hand as the file has it: not mirrored, of the model of its side. */
  #hand(position: number) {
    const row = this.#rows[position];
    const side = this.#sides[position];
    const model = this.#hands[side];
    if (model === undefined) {
      const name = this.#images[position].file_name;
      throw new InputError(`${this.path}: ${name} shows a ${side} hand, but no ${side} hand model was given`);
    }
    const own = row.slice(0, 63);
    const betas = row.slice(111, 121);
    const pose = toAbsolutePose(model, row.subarray(63, 111), { pca: false, flatHandMean: false });
    const translation = Float32Array.from(restWrist(model, betas), (value, k) => own[k] - value);
    return { model, own, pose, betas, translation };
  }

  /** A picture without pose and shape, which need no hand model. */
  loadPicture(position: number): Omit<Sample, 'hand'> & { side: HandSide } {
    const row = this.#rows[position];
    if (row === undefined)
      throw new RangeError(`expected a position in 0 ... ${this.length - 1}, found ${position}`);
    const { file_name: name, width, height } = this.#images[position];
    const side = this.#sides[position];
    const own = row.slice(0, 63);
    const mirrored = side === 'left';
    const [fx, fy, cx, cy] = row.subarray(121, 125);
    const parts = name.split('/');
    return {
      id: `${this.options.dataset}/${name}`,
      dataset: this.options.dataset,
      subject: parts.length > 1 ? parts[0] : '',
      sequence: parts.length > 2 ? parts[parts.length - 3] : (parts[0] ?? ''),
      frame: Number(/(\d+)\.\w+$/.exec(name)?.[1] ?? 0),
      view: parts.length > 1 ? parts[parts.length - 2] : '',
      side,
      image: { path: join(this.options.imageRoot, name), mirrored },
      camera: { fx, fy, cx: mirrored ? width - 1 - cx : cx, cy, width, height },
      joints: mirrored ? mirrorPoints(own) : own,
      objects: [],
      grasped: -1,
      segmentation: null,
    };
  }

  /** All samples in order. */
  *samples(): Generator<Sample> {
    for (let position = 0; position < this.length; position++) yield this.load(position);
  }
}

/**
 * Reads a COCO-style annotation file of DexYCB or HO3D, piece by piece: those of DexYCB are larger than a
 * JSON parser can take at once.
 *
 * @param hands MANO, which the poses belong to; the joints of the first hands of each side are checked
 * against it.
 * @throws {InputError} naming file, annotation and field.
 */
export async function readCoco(
  path: string,
  hands: HandModels,
  options: ReadCocoOptions,
): Promise<CocoReader> {
  const content = new CocoContent(path, options.onFault);
  await streamJsonArrays(path, (key, value) => {
    if (key === 'images') content.addImage(value);
    else if (key === 'annotations') content.addAnnotation(value);
  });
  const imageRoot = options.imageRoot ?? findImageRoot(path, content.firstName);
  const finished = content.finish({ ...options, imageRoot });
  const reader = new CocoReader(path, { ...options, imageRoot }, hands, finished);
  if (options.checkModel ?? true)
    for (const side of ['right', 'left'] as const) await checkHandModel(reader.handChecks(side));
  return reader;
}
