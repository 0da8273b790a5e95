import { existsSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { z } from 'zod';
import { InputError } from '../../base/errors/input-error.js';
import { oneLine } from '../../base/files/read-arrays.js';
import { checkSchema, readJson } from '../../base/files/read-yaml.js';
import type { Camera } from '../../geometry/camera.js';
import { type RigidMotion, rigid } from '../../geometry/rigid-motion.js';
import { transposeMatrix } from '../../geometry/rotations.js';
import { decodeHands } from '../../hand/decode-hands.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { toAbsolutePose } from '../../hand/pose-conversions.js';
import { moveHand } from '../sample/move-hand.js';
import type { Sample } from '../sample/sample.js';

const numbers = (length: number) => z.array(z.number()).length(length);
const ANNOTATION = z.object({
  image_id: z.string().regex(/^[\w.-]+$/, 'expected letters, digits, dots, dashes'),
  obj_name: z.string(),
  R: numbers(9),
  t: numbers(3),
  s: z.number().positive(),
  hand_pose: numbers(48),
  trans: numbers(3),
  hand_R: numbers(9),
  hand_t: numbers(3),
  hand_s: z.number().positive(),
});

/** An entry of `poses.json`. */
export type MowAnnotation = z.infer<typeof ANNOTATION>;

/** Name of the annotation file. */
export const MOW_FILE = 'poses.json';

/** MANO's; its labels mean nothing with another model. */
const VERTICES = 778;

/**
 * MOW (Cao et al. 2021): hands holding objects in pictures from the wild, for testing. Its scenes have no
 * scale and no shape of the hand: samples are scaled so that the hand has MANO's mean size, so only
 * root-relative errors after alignment of scale mean something.
 */
export class MowReader {
  readonly root: string;
  readonly #annotations: readonly MowAnnotation[];
  readonly #hand: HandModel | null;

  constructor(root: string, annotations: readonly MowAnnotation[], hand: HandModel | null) {
    this.root = root;
    this.#annotations = annotations;
    this.#hand = hand;
  }

  get length(): number {
    return this.#annotations.length;
  }

  id(position: number): string {
    return this.annotation(position).image_id;
  }

  /** The entry as it is in the file. */
  annotation(position: number): MowAnnotation {
    const entry = this.#annotations[position];
    if (entry === undefined) {
      throw new RangeError(`expected a position in 0 ... ${this.length - 1}, found ${position}`);
    }
    return entry;
  }

  /** Path of the picture: `images/` of the download, else beside the annotations. */
  imagePath(position: number): string {
    return this.#find('images', `${this.id(position)}.jpg`);
  }

  /** Path of the object's mesh (see {@link readMowObject}). */
  modelPath(position: number): string {
    return this.#find('models', `${this.id(position)}.obj`);
  }

  /** What the centred object is multiplied with so that `objects[0].pose` places it in the sample. */
  objectScale(position: number): number {
    const { s, hand_s } = this.annotation(position);
    return s / hand_s;
  }

  /**
   * A picture's labels.
   *
   * @throws {InputError} where the picture is missing or damaged, or no MANO hand was given.
   */
  async load(position: number): Promise<Sample> {
    const entry = this.annotation(position);
    const model = this.#hand;
    if (model === null || model.template.length !== 3 * VERTICES) {
      throw new InputError(
        `${join(this.root, MOW_FILE)}: its poses are MANO's: expected a hand model of ${VERTICES} vertices, found ` +
          `${model === null ? 'none' : `${model.name} with ${model.template.length / 3}`}; set MANO_DIR`,
      );
    }
    const betas = new Float32Array(10);
    const pose = toAbsolutePose(model, entry.hand_pose, { pca: false, flatHandMean: false });
    const moved = moveHand(
      model,
      { pose, betas, translation: entry.trans },
      rowMotion(entry.hand_R, entry.hand_t),
    );
    const { joints } = decodeHands(model, moved.pose, betas, moved.translation);
    const scale = this.objectScale(position);
    const path = this.imagePath(position);
    return {
      id: entry.image_id,
      dataset: 'mow',
      subject: '',
      sequence: entry.image_id,
      frame: 0,
      view: '',
      image: { path, mirrored: false },
      camera: await cameraOf(path),
      hand: { side: 'right', ...moved, betas, modelHash: null },
      joints,
      objects: [
        {
          id: 0,
          name: entry.obj_name,
          pose: rowMotion(
            entry.R,
            entry.t.map((value) => value * scale),
          ),
        },
      ],
      grasped: 0,
      segmentation: null,
    };
  }

  /** All samples in order. */
  async *samples(): AsyncGenerator<Sample> {
    for (let position = 0; position < this.length; position++) yield this.load(position);
  }

  #find(folder: string, name: string): string {
    const path = join(this.root, folder, name);
    const beside = join(this.root, name);
    return !existsSync(path) && existsSync(beside) ? beside : path;
  }
}

/**
 * Opens MOW: `<root>/{poses.json, images/<id>.jpg, models/<id>.obj}`.
 *
 * @param hand the MANO right hand; without one only annotations and paths can be read.
 * @param onFault is told of what is wrong with an entry, which is then left out; by default the first one is
 * thrown.
 * @throws {InputError} naming entry and field.
 */
export async function readMow(
  root: string,
  hand: HandModel | null,
  onFault?: (message: string, entry: number) => void,
): Promise<MowReader> {
  const path = join(root, MOW_FILE);
  const entries = await readJson(path, z.array(z.unknown()).min(1));
  const annotations: MowAnnotation[] = [];
  const seen = new Set<string>();
  for (const [i, entry] of entries.entries()) {
    try {
      const { [i]: annotation } = checkSchema({ [i]: entry }, z.object({ [i]: ANNOTATION }), path);
      const { image_id } = annotation;
      if (seen.has(image_id)) throw new InputError(`${path}: ${i}.image_id: ${image_id} is there twice`);
      seen.add(image_id);
      annotations.push(annotation);
    } catch (error) {
      if (onFault === undefined || !(error instanceof InputError)) throw error;
      const id = (entry as { image_id?: unknown } | null)?.image_id;
      for (const message of error.messages) onFault(`${message} (picture ${id})`, i);
    }
  }
  return new MowReader(root, annotations, hand);
}

/** The motion of row vectors v R + t, which is R^T v + t of columns. */
function rowMotion(rotation: ArrayLike<number>, translation: ArrayLike<number>): RigidMotion {
  return rigid(transposeMatrix(rotation), translation);
}

/**
 * The focal length is the longer side, the principal point the middle of the square that the picture is
 * padded to, to the right and below. That point lies on the border of pixels, half a pixel before the centre
 * of pixel L / 2.
 */
async function cameraOf(path: string): Promise<Camera> {
  if (!existsSync(path)) throw new InputError(`${path}: image is missing`);
  let size: { width: number; height: number };
  try {
    size = await sharp(path).metadata();
  } catch (error) {
    throw new InputError(`${path}: damaged image (${oneLine(error)})`);
  }
  const { width, height } = size;
  const side = Math.max(width, height);
  return { fx: side, fy: side, cx: side / 2 - 0.5, cy: side / 2 - 0.5, width, height };
}
