import { join } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { checkSchema } from '../../base/files/read-yaml.js';
import type { Box, Camera } from '../../geometry/camera.js';
import type { HandSide } from '../../hand/model/hand-model.js';
import {
  BOX_ANNOTATION,
  type BoxAnnotation,
  HAND_ANNOTATION,
  type HandAnnotation,
  IMAGE,
  type ImageEntry,
} from './annotation-json.js';

/** A hand annotated by root and box only (HO3D's evaluation split). OpenCV axes, metres. */
export interface BoxSample {
  id: string;
  image: { path: string; mirrored: boolean };
  camera: Camera;
  /** (3) the wrist. */
  root: Float32Array;
  box: Box;
}

/** Numbers kept of an annotation: joints 63, pose 48, betas 10, camera 4. */
const ROW = 125;

/**
 * What is kept of an annotation file while it is read entry by entry; entries may name pictures that come
 * later.
 */
export class CocoContent {
  readonly #path: string;
  readonly #onFault: ((message: string) => void) | undefined;
  readonly #images = new Map<number, ImageEntry>();
  readonly #hands: { imageId: number; side: HandSide; row: Float32Array; position: number }[] = [];
  readonly #boxes: { box: BoxAnnotation; position: number }[] = [];
  /** Faults of annotations whose picture may still come. */
  readonly #faults: { imageId: number; position: number; message: string }[] = [];
  #imageCount = 0;
  #count = 0;

  /**
   * @param onFault is told of what is wrong with an entry, which is then left out; without it the first is
   * thrown.
   */
  constructor(path: string, onFault?: (message: string) => void) {
    this.#path = path;
    this.#onFault = onFault;
  }

  /** Name of the first picture; empty before there is one. */
  get firstName(): string {
    const [first] = this.#images.values();
    return first?.file_name ?? '';
  }

  addImage(value: unknown): void {
    const where = `${this.#path}: images[${this.#imageCount++}]`;
    try {
      const image = checkSchema(value, IMAGE, where);
      if (/^[/\\]|(^|[/\\])\.\.([/\\]|$)/.test(image.file_name)) {
        throw new InputError(`${where}: file_name leaves the folder: ${image.file_name}`);
      }
      const known = this.#images.get(image.id);
      if (known !== undefined) {
        throw new InputError(
          `${where}: id: ${image.id} is there twice, for ${known.file_name} and ${image.file_name}`,
        );
      }
      this.#images.set(image.id, image);
    } catch (error) {
      if (this.#onFault === undefined || !(error instanceof InputError)) throw error;
      error.messages.forEach(this.#onFault);
    }
  }

  addAnnotation(value: unknown): void {
    const position = this.#count++;
    try {
      const where = `${this.#path}: annotations[${position}]`;
      if (typeof value === 'object' && value !== null && 'root_joint_cam' in value) {
        this.#boxes.push({ box: checkSchema(value, BOX_ANNOTATION, where), position });
        return;
      }
      const annotation = checkSchema(value, HAND_ANNOTATION, where);
      this.#hands.push({
        imageId: annotation.image_id,
        side: annotation.hand_type ?? 'right',
        row: pack(annotation),
        position,
      });
    } catch (error) {
      if (this.#onFault === undefined || !(error instanceof InputError)) throw error;
      const imageId = Number((value as { image_id?: unknown } | null)?.image_id);
      for (const message of error.messages) this.#faults.push({ imageId, position, message });
    }
  }

  /** All that was read. @throws {InputError} where there is none, or an annotation's picture is missing. */
  finish(options: { imageRoot: string; dataset: string }): {
    images: ImageEntry[];
    sides: HandSide[];
    rows: Float32Array[];
    boxes: BoxSample[];
  } {
    for (const { imageId, position, message } of this.#faults) {
      const name = this.#images.get(imageId)?.file_name;
      const place = `annotations[${position}]`;
      this.#onFault?.(name === undefined ? message : message.replace(place, `${place} (${name})`));
    }
    const hands = this.#hands.filter(({ imageId, position }) => this.#hasImage(imageId, position));
    const boxes = this.#boxes.filter(({ box, position }) => this.#hasImage(box.image_id, position));
    if (this.#count === 0) {
      throw new InputError(`${this.#path}: annotations: expected a list of hands, found none`);
    }
    const imageOf = (id: number) => this.#images.get(id) as ImageEntry;
    return {
      images: hands.map(({ imageId }) => imageOf(imageId)),
      sides: hands.map(({ side }) => side),
      rows: hands.map(({ row }) => row),
      boxes: boxes.map(({ box }) => toBoxSample(box, imageOf(box.image_id), options)),
    };
  }

  #hasImage(id: number, position: number): boolean {
    if (this.#images.has(id)) return true;
    const message = `${this.#path}: annotations[${position}]: image_id ${id}: no such entry in images`;
    if (this.#onFault === undefined) throw new InputError(message);
    this.#onFault(message);
    return false;
  }
}

function pack({ joints_coord_cam, mano_param, cam_param }: HandAnnotation): Float32Array {
  const row = new Float32Array(ROW);
  row.set(joints_coord_cam.flat(), 0);
  row.set(mano_param.pose, 63);
  row.set(mano_param.shape, 111);
  row.set([...cam_param.focal, ...cam_param.princpt], 121);
  return row;
}

function toBoxSample(
  annotation: BoxAnnotation,
  image: ImageEntry,
  options: { imageRoot: string; dataset: string },
): BoxSample {
  const [fx, fy] = annotation.cam_param.focal;
  const [cx, cy] = annotation.cam_param.princpt;
  const [x, y, width, height] = annotation.bbox;
  return {
    id: `${options.dataset}/${image.file_name}`,
    image: { path: join(options.imageRoot, image.file_name), mirrored: false },
    camera: { fx, fy, cx, cy, width: image.width, height: image.height },
    root: Float32Array.from(annotation.root_joint_cam),
    box: [x, y, width, height],
  };
}
