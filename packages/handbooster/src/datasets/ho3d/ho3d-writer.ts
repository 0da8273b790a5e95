import { join } from 'node:path';
import sharp from 'sharp';
import { writeFileAtomic } from '../../base/files/atomic-write.js';
import type { Camera } from '../../geometry/camera.js';
import { applyRigid, composeRigid, rotationOf } from '../../geometry/rigid-motion.js';
import { matrixToAxisAngle } from '../../geometry/rotations.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { MANO_TIPS } from '../../hand/model/finger-tips.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { writeObj } from '../../objects/files/write-obj.js';
import type { ObjectModel } from '../../objects/object-model.js';
import { encodePickle, type Pickled } from '../files/encode-pickle.js';
import type { RgbImage } from '../images/rgb-image.js';
import { toHo3dOrder } from '../sample/joint-orders.js';
import { moveHand } from '../sample/move-hand.js';
import type { Sample } from '../sample/sample.js';
import { encodeHo3dDepth } from './ho3d-depth.js';
import { OPENCV_FROM_OPENGL } from './read-ho3d.js';

/** One picture of a sequence. */
export interface Ho3dFrame {
  sequence: string;
  /** 0 ... 9999. */
  frame: number;
  color: RgbImage;
  /** (height, width) metres, 0 where unknown. */
  depth: Float32Array | null;
  camera: Camera;
  hand: Sample['hand'];
  /** (21, 3) metres, camera. */
  joints: Float32Array;
  /** The object of the sequence with its model, where that is known. */
  object: { label: Sample['objects'][number]; model: ObjectModel | null } | null;
}

/**
 * Writes a training split in HO3D's layout (version 2): pictures, depth, labels as Python-2 pickles with
 * OpenGL axes and absolute angles, and `train.txt`. Equal input gives equal bytes.
 */
export class Ho3dWriter {
  readonly root: string;
  readonly #hand: HandModel;
  /** The hand with HO3D's own tips, which lie up to 6 mm from others'; only MANO's vertices have them. */
  readonly #tipped: HandModel | null;

  constructor(root: string, hand: HandModel) {
    this.root = root;
    this.#hand = hand;
    const isMano = hand.template.length === 3 * 778;
    this.#tipped = isMano ? { ...hand, tips: Int32Array.from(MANO_TIPS.ho3d) } : null;
  }

  /** Path of a frame's label file, the last of its files to be written. */
  metaPath(sequence: string, frame: number): string {
    return join(this.root, 'train', sequence, 'meta', `${four(frame)}.pkl`);
  }

  async writeFrame(picture: Ho3dFrame): Promise<void> {
    const { sequence, frame, color, depth, camera } = picture;
    const { width, height } = color;
    const folder = join(this.root, 'train', sequence);
    const raw = { width, height, channels: 3 as const };
    const png = await sharp(color.pixels, { raw }).png({ compressionLevel: 6 }).toBuffer();
    await writeFileAtomic(join(folder, 'rgb', `${four(frame)}.png`), png);
    if (depth !== null) {
      const coded = encodeHo3dDepth(depth, width, height);
      const bytes = await sharp(coded.pixels, { raw }).png({ compressionLevel: 6 }).toBuffer();
      await writeFileAtomic(join(folder, 'depth', `${four(frame)}.png`), bytes);
    }
    const { fx, fy, cx, cy } = camera;
    const fields: [string, Pickled][] = [
      ['camMat', doubles([fx, 0, cx, 0, fy, cy, 0, 0, 1], 3, 3)],
      ['camIDList', ['0']],
      ...this.#handFields(picture),
      ...objectFields(picture.object),
    ];
    await writeFileAtomic(this.metaPath(sequence, frame), encodePickle({ dict: fields }));
  }

  /** `train.txt`, a line a picture in their order; `names` are `sequence/0000`. */
  async writeList(names: readonly string[]): Promise<void> {
    await writeFileAtomic(join(this.root, 'train.txt'), names.map((name) => `${name}\n`).join(''));
  }

  /** `models/<name>/textured_simple.obj`. */
  async writeObjectModels(objects: readonly ObjectModel[]): Promise<void> {
    for (const object of objects) {
      await writeObj(join(this.root, 'models', object.name, 'textured_simple.obj'), object);
    }
  }

  #handFields({ hand, joints }: Ho3dFrame): [string, Pickled][] {
    // The half turn undoes itself: it takes OpenCV's axes to OpenGL's as well.
    const moved = moveHand(this.#hand, hand, OPENCV_FROM_OPENGL);
    const inFile =
      this.#tipped === null
        ? applyRigid(OPENCV_FROM_OPENGL, joints)
        : decodeHands(this.#tipped, moved.pose, hand.betas, moved.translation).joints;
    return [
      ['handPose', doubles(moved.pose)],
      ['handTrans', doubles(moved.translation)],
      ['handBeta', doubles(hand.betas)],
      ['handJoints3D', doubles(toHo3dOrder(inFile), 21, 3)],
    ];
  }
}

/** A frame's line in `train.txt`. */
export function ho3dName(sequence: string, frame: number): string {
  return `${sequence}/${four(frame)}`;
}

function objectFields(object: Ho3dFrame['object']): [string, Pickled][] {
  if (object === null) return [];
  const { label, model } = object;
  const pose = composeRigid(OPENCV_FROM_OPENGL, label.pose);
  const fields: [string, Pickled][] = [
    ['objName', label.name],
    ['objLabel', label.id],
    ['objRot', doubles(matrixToAxisAngle(rotationOf(pose)), 3, 1)],
    ['objTrans', doubles([pose[3], pose[7], pose[11]])],
  ];
  if (model !== null) {
    const rest = boxCorners(model.vertices);
    fields.push(
      ['objCorners3DRest', doubles(rest, 8, 3)],
      ['objCorners3D', doubles(applyRigid(pose, rest), 8, 3)],
    );
  }
  return fields;
}

/** (8, 3) corners of the box about vertices, z fastest. */
function boxCorners(vertices: Float32Array): Float32Array {
  const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const high = low.map((value) => -value);
  for (let i = 0; i < vertices.length; i++) {
    low[i % 3] = Math.min(low[i % 3], vertices[i]);
    high[i % 3] = Math.max(high[i % 3], vertices[i]);
  }
  return Float32Array.from({ length: 24 }, (_, i) => {
    const axis = i % 3;
    const corner = Math.floor(i / 3);
    return (corner >> (2 - axis)) & 1 ? high[axis] : low[axis];
  });
}

function doubles(values: ArrayLike<number>, ...shape: number[]): Pickled {
  return { shape: shape.length > 0 ? shape : [values.length], data: Float64Array.from(values) };
}

const four = (frame: number) => String(frame).padStart(4, '0');
