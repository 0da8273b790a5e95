import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { writeFileAtomic } from '../../base/files/atomic-write.js';
import type { Camera } from '../../geometry/camera.js';
import { type RigidMotion, rotationOf } from '../../geometry/rigid-motion.js';
import { matrixToQuaternion } from '../../geometry/rotations.js';
import type { HandModel, HandSide } from '../../hand/model/hand-model.js';
import { fromAbsolutePose } from '../../hand/pose-conversions.js';
import { writeObj } from '../../objects/files/write-obj.js';
import type { ObjectModel } from '../../objects/object-model.js';
import { encodeNpz } from '../files/encode-npz.js';
import { dexYcbPaths, HAND_MODEL_FILE, SPLITS_FILE } from './dexycb-layout.js';
import type { CaptureSplits } from './dexycb-splits.js';
import { DEXYCB_POSES } from './hand-decoder.js';
import { OBJECT_NAMES_FILE } from './object-names.js';

/**
 * A hand in a frame: absolute joint angles of the hand as it is in the picture (a left hand's own, not
 * mirrored).
 */
export interface WrittenHand {
  /** (48) axis-angle, root and 15 joints, absolute (`flat_hand_mean=True`). */
  pose: ArrayLike<number>;
  /** (3) metres; vertices = model(pose, betas) + translation. */
  translation: ArrayLike<number>;
}

/** A sequence: what `meta.yml` and `pose.npz` say. */
export interface DexYcbSequence {
  /** Folder of the subject, for example `20200709-subject-01`. */
  subject: string;
  /** Folder of the sequence, for example `20200709_141754`. */
  name: string;
  side: HandSide;
  /** Which `mano_<id>` has the subject's shape. */
  handCalibration: string;
  /** Which `extrinsics_<id>` has the cameras' places. */
  extrinsics: string;
  serials: readonly string[];
  /** YCB ids of the objects on the table. */
  objects: readonly number[];
  /** Index into `objects` of the one that is grasped. */
  grasped: number;
  /** One entry a frame, in the world's (the master camera's) frame; null where the hand is not there. */
  hand: readonly (WrittenHand | null)[];
  /** Per frame, per object: world from object, or null where the object is not there. */
  objectPoses: readonly (readonly (RigidMotion | null)[])[];
}

/** One picture of one camera. */
export interface DexYcbFrame {
  /** (height, width, 3) RGB, or the bytes of a finished JPEG. */
  color: Uint8Array | { jpeg: Uint8Array };
  /** (height, width) millimetres, 0 where unknown; null to write none. */
  depth: Uint16Array | null;
  /** (height, width): 0 background, YCB id of an object, 255 hand. */
  segmentation: Uint8Array;
  /** In the camera's frame; null where the hand is not there. */
  hand: (WrittenHand & { joints: ArrayLike<number>; joints2d: ArrayLike<number> }) | null;
  /** Camera from object, one a `ycb_ids` entry; null where the object is not there. */
  objectPoses: readonly (RigidMotion | null)[];
}

/** Options of {@link DexYcbWriter}. */
export interface DexYcbWriterOptions {
  /** 1 ... 100. */
  jpegQuality: number;
  /** zlib level of depth images. */
  compressionLevel: number;
  /**
   * Whether each file of a frame appears whole or not at all. `false` writes them where they belong, which is
   * quicker: for callers who keep a sequence out of sight until it is whole.
   */
  wholeFrames: boolean;
}

export const DEXYCB_WRITER_DEFAULTS: DexYcbWriterOptions = {
  jpegQuality: 95,
  compressionLevel: 1,
  wholeFrames: true,
};

/**
 * Writes a capture in DexYCB's on-disk layout (Chao et al. 2021), so that any reader of DexYCB reads it, plus
 * `hand_model.json`, which names the hand models that the labels belong to by hash. Every file appears whole
 * or not at all, and equal input gives equal bytes; calls do not depend on each other and may run in parallel
 * workers.
 */
export class DexYcbWriter {
  readonly root: string;
  readonly #models: Partial<Record<HandSide, HandModel>>;
  readonly #options: DexYcbWriterOptions;

  /** @param models the hand model of each side that the capture has. */
  constructor(
    root: string,
    models: Partial<Record<HandSide, HandModel>>,
    options: Partial<DexYcbWriterOptions> = {},
  ) {
    this.root = root;
    this.#models = models;
    this.#options = { ...DEXYCB_WRITER_DEFAULTS, ...options };
  }

  /** `hand_model.json`: which hand models the labels belong to. */
  async writeHandModels(): Promise<void> {
    const describe = (model: HandModel | undefined) =>
      model && { name: model.name, hash: model.hash, provenance: model.provenance };
    const card = { right: describe(this.#models.right), left: describe(this.#models.left) };
    await writeFileAtomic(join(this.root, HAND_MODEL_FILE), `${JSON.stringify(card, null, 2)}\n`);
  }

  /** `splits.json`: named splits of this capture, beside the official s0 ... s3. */
  async writeSplits(splits: CaptureSplits): Promise<void> {
    await writeFileAtomic(join(this.root, SPLITS_FILE), `${JSON.stringify(splits, null, 2)}\n`);
  }

  /** `calibration/intrinsics/<serial>_<width>x<height>.yml`. */
  async writeIntrinsics(serial: string, camera: Camera): Promise<void> {
    const path = dexYcbPaths.intrinsics(this.root, serial, camera.width, camera.height);
    const block = (name: string) =>
      `${name}:\n  fx: ${camera.fx}\n  fy: ${camera.fy}\n  ppx: ${camera.cx}\n  ppy: ${camera.cy}\n`;
    await writeFileAtomic(path, block('color') + block('depth'));
  }

  /**
   * `calibration/extrinsics_<id>/extrinsics.yml`.
   *
   * @param masterFromCamera one motion a serial; the master camera's is the identity and its frame is the
   * world.
   * @param masterFromTag the table: its z axis points up from the table top.
   */
  async writeExtrinsics(
    id: string,
    master: string,
    masterFromCamera: ReadonlyMap<string, RigidMotion>,
    masterFromTag: RigidMotion,
  ): Promise<void> {
    const entries: [string, RigidMotion][] = [...masterFromCamera, ['apriltag', masterFromTag]];
    const lines = ['extrinsics:'];
    for (const [name, motion] of entries) {
      lines.push(`  ${/^\d+$/.test(name) ? `'${name}'` : name}: !!python/tuple`);
      for (const value of motion) lines.push(`  - ${decimal(value)}`);
    }
    lines.push(`master: '${master}'`);
    await writeFileAtomic(dexYcbPaths.extrinsics(this.root, id), `${lines.join('\n')}\n`);
  }

  /** `calibration/mano_<id>/mano.yml`: a subject's (10) shape coefficients. */
  async writeHandCalibration(id: string, betas: ArrayLike<number>): Promise<void> {
    const lines = Array.from(betas, (value) => `- ${decimal(value)}`);
    await writeFileAtomic(dexYcbPaths.handCalibration(this.root, id), `betas:\n${lines.join('\n')}\n`);
  }

  /**
   * `models/<name>/textured_simple.obj` with material and texture, and `models/objects.json` with ids and
   * names.
   */
  async writeObjectModels(objects: readonly ObjectModel[]): Promise<void> {
    const folder = join(this.root, 'models');
    for (const object of objects) await writeObj(dexYcbPaths.model(this.root, object.name), object);
    const names = objects.map(({ id, name }) => ({ id, name }));
    await writeFileAtomic(join(folder, OBJECT_NAMES_FILE), `${JSON.stringify(names, null, 2)}\n`);
  }

  /** `meta.yml` and `pose.npz` of a sequence. */
  async writeSequence(sequence: DexYcbSequence): Promise<void> {
    const frames = sequence.hand.length;
    const count = sequence.objects.length;
    if (sequence.objectPoses.length !== frames) {
      throw new RangeError(
        `sequence ${sequence.name}: ${frames} frames of the hand, ${sequence.objectPoses.length} of the objects`,
      );
    }
    const hands = new Float32Array(frames * 51);
    const objects = new Float32Array(frames * count * 7);
    for (let frame = 0; frame < frames; frame++) {
      const hand = sequence.hand[frame];
      if (hand !== null) hands.set(this.#encodeHand(sequence.side, hand), frame * 51);
      for (let object = 0; object < count; object++) {
        const motion = sequence.objectPoses[frame][object];
        const at = (frame * count + object) * 7;
        if (motion === null) {
          objects[at + 3] = 1; // a missing object is the identity rotation at the origin
          continue;
        }
        const [w, x, y, z] = matrixToQuaternion(rotationOf(motion));
        objects.set([x, y, z, w, motion[3], motion[7], motion[11]], at);
      }
    }
    const list = (values: readonly (string | number)[]) => values.map((value) => `- ${value}\n`).join('');
    const meta =
      `extrinsics: '${sequence.extrinsics}'\n` +
      `mano_calib:\n- '${sequence.handCalibration}'\nmano_sides:\n- ${sequence.side}\nnum_frames: ${frames}\n` +
      `serials:\n${list(sequence.serials.map((serial) => `'${serial}'`))}` +
      `ycb_grasp_ind: ${sequence.grasped}\nycb_ids:\n${list(sequence.objects)}`;
    const npz = encodeNpz([
      { name: 'pose_y', shape: [frames, count, 7], data: objects },
      { name: 'pose_m', shape: [frames, 1, 51], data: hands },
    ]);
    await writeFileAtomic(dexYcbPaths.track(this.root, sequence.subject, sequence.name), npz);
    await writeFileAtomic(dexYcbPaths.meta(this.root, sequence.subject, sequence.name), meta);
  }

  /** The colour, depth and label files of one picture. */
  async writeFrame(
    sequence: Pick<DexYcbSequence, 'subject' | 'name' | 'side'>,
    serial: string,
    frame: number,
    size: { width: number; height: number },
    picture: DexYcbFrame,
  ): Promise<void> {
    const { width, height } = size;
    const folder = dexYcbPaths.sequence(this.root, sequence.subject, sequence.name);
    const jpeg =
      picture.color instanceof Uint8Array
        ? await sharp(picture.color, { raw: { width, height, channels: 3 } })
            .jpeg({ quality: this.#options.jpegQuality })
            .toBuffer()
        : picture.color.jpeg;
    await this.#writeFrameFile(dexYcbPaths.color(folder, serial, frame), jpeg);
    if (picture.depth !== null) {
      const png = await sharp(picture.depth, { raw: { width, height, channels: 1 } })
        .toColourspace('grey16')
        .png({ compressionLevel: this.#options.compressionLevel })
        .toBuffer();
      await this.#writeFrameFile(dexYcbPaths.depth(folder, serial, frame), png);
    }
    const poses = new Float32Array(picture.objectPoses.length * 12);
    picture.objectPoses.forEach((motion, i) => {
      if (motion !== null) poses.set(motion, i * 12);
    });
    const { hand } = picture;
    const labels = encodeNpz([
      { name: 'seg', shape: [height, width], data: picture.segmentation },
      { name: 'pose_y', shape: [picture.objectPoses.length, 3, 4], data: poses },
      {
        name: 'pose_m',
        shape: [1, 51],
        data: hand === null ? new Float32Array(51) : this.#encodeHand(sequence.side, hand),
      },
      {
        name: 'joint_3d',
        shape: [1, 21, 3],
        data: hand === null ? new Float32Array(63).fill(-1) : Float32Array.from(hand.joints),
      },
      {
        name: 'joint_2d',
        shape: [1, 21, 2],
        data: hand === null ? new Float32Array(42).fill(-1) : Float32Array.from(hand.joints2d),
      },
    ]);
    await this.#writeFrameFile(dexYcbPaths.labels(folder, serial, frame), labels);
  }

  async #writeFrameFile(path: string, content: Uint8Array): Promise<void> {
    if (this.#options.wholeFrames) {
      await writeFileAtomic(path, content);
      return;
    }
    // Small files are written sooner than a thread is found to write them.
    try {
      writeFileSync(path, content);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
  }

  /** (51) root axis-angle, 45 coefficients, translation. */
  #encodeHand(side: HandSide, hand: WrittenHand): Float32Array {
    const model = this.#models[side];
    if (model === undefined) throw new RangeError(`no ${side} hand model was given to the writer`);
    const encoded = new Float32Array(51);
    encoded.set(fromAbsolutePose(model, hand.pose, DEXYCB_POSES), 0);
    for (let i = 0; i < 3; i++) encoded[48 + i] = hand.translation[i];
    return encoded;
  }
}

/** A float as YAML 1.1 reads it (PyYAML wants the point in `1.0e-05`). */
function decimal(value: number): string {
  const text = String(value);
  if (Number.isInteger(value) && !text.includes('e')) return `${text}.0`;
  const [mantissa, exponent] = text.split('e');
  if (exponent === undefined) return text;
  const sign = exponent.startsWith('-') ? '-' : '+';
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}e${sign}${exponent.replace(/^[+-]/, '').padStart(2, '0')}`;
}
