import { InputError } from '../../base/errors/input-error.js';
import { readArrays } from '../../base/files/read-arrays.js';
import type { Camera } from '../../geometry/camera.js';
import type { RigidMotion } from '../../geometry/rigid-motion.js';
import { mirrorPoints } from '../../hand/model/mirror-hand.js';
import { mirrorMotion } from '../sample/mirror-motion.js';
import type { ObjectLabel, Sample } from '../sample/sample.js';
import type { DexYcbExtrinsics } from './calibration.js';
import { dexYcbPaths } from './dexycb-layout.js';
import type { DexYcbMeta, DexYcbTrack } from './dexycb-sequence.js';
import type { HandDecoder } from './hand-decoder.js';

/** A sequence of the split, with what is common to its pictures. */
export interface DexYcbSequenceEntry extends DexYcbMeta {
  /** Cameras that the split shows, in `serials` order. */
  views: string[];
  cameras: Map<string, Camera>;
  placement: DexYcbExtrinsics;
  /** (10) */
  betas: Float32Array;
  track: DexYcbTrack;
}

/** One picture of the split. */
export interface DexYcbEntry {
  sequence: DexYcbSequenceEntry;
  view: string;
  frame: number;
}

/** What {@link DexYcbReader} is made of; `readDexYcb` makes one from a folder. */
export interface DexYcbReaderContent {
  root: string;
  setup: string;
  split: string;
  sequences: DexYcbSequenceEntry[];
  decoder: HandDecoder;
  objectNames: Map<number, string>;
}

/**
 * One split of a capture in DexYCB's layout: an index of the pictures whose hand is labelled, in the
 * toolkit's order (subject, sequence, camera, frame), and their labels on demand. Reading labels is safe to
 * do in parallel.
 */
export class DexYcbReader {
  readonly root: string;
  readonly setup: string;
  readonly split: string;
  readonly sequences: readonly DexYcbSequenceEntry[];
  /** Sequence, view and frame of each picture. */
  readonly #index: Uint32Array;
  readonly #decoder: HandDecoder;
  readonly #objectNames: ReadonlyMap<number, string>;

  constructor(content: DexYcbReaderContent) {
    this.root = content.root;
    this.setup = content.setup;
    this.split = content.split;
    this.sequences = content.sequences;
    this.#decoder = content.decoder;
    this.#objectNames = content.objectNames;
    const index: number[] = [];
    for (const [at, { views, track }] of content.sequences.entries()) {
      for (let view = 0; view < views.length; view++) {
        for (let frame = 0; frame < track.handPresent.length; frame++) {
          if (track.handPresent[frame]) index.push(at, view, frame);
        }
      }
    }
    this.#index = Uint32Array.from(index);
  }

  /** How many pictures have a labelled hand. */
  get length(): number {
    return this.#index.length / 3;
  }

  /** Which picture stands at a position, 0 ... length - 1. */
  entry(position: number): DexYcbEntry {
    if (!Number.isInteger(position) || position < 0 || position >= this.length) {
      throw new RangeError(`expected a position in 0 ... ${this.length - 1}, found ${position}`);
    }
    const [at, view, frame] = this.#index.subarray(3 * position, 3 * position + 3);
    const sequence = this.sequences[at];
    return { sequence, view: sequence.views[view], frame };
  }

  /** A sample's id, without reading its labels: `subject/sequence/view/frame`. */
  id(position: number): string {
    const { sequence, view, frame } = this.entry(position);
    return sampleId(sequence, view, frame);
  }

  /** Path of the depth image (16-bit PNG, millimetres). */
  depthPath(position: number): string {
    const { sequence, view, frame } = this.entry(position);
    return dexYcbPaths.depth(dexYcbPaths.sequence(this.root, sequence.subject, sequence.name), view, frame);
  }

  /**
   * Reads a picture's labels.
   *
   * @returns null where this picture's label says that the hand is not there, though the sequence's track has
   * it.
   * @throws {InputError} naming the label file and the array at fault.
   */
  async load(position: number): Promise<Sample | null> {
    const { sequence, view, frame } = this.entry(position);
    const label = await readLabel(this.root, sequence, view, frame);
    if (label.joints === null) return null;
    const camera = sequence.cameras.get(view);
    if (camera === undefined) throw new Error(`no camera ${view}`);
    const mirrored = sequence.side === 'left';
    const hand = this.#decoder.decode(sequence.side, label.hand, sequence.betas);
    const objects: ObjectLabel[] = [];
    let grasped = -1;
    for (const [i, id] of sequence.objects.entries()) {
      const pose = label.objectPoses[i];
      if (pose === null) continue;
      if (i === sequence.grasped) grasped = objects.length;
      objects.push({
        id,
        name: this.#objectNames.get(id) ?? `object_${id}`,
        pose: mirrored ? mirrorMotion(pose) : pose,
      });
    }
    const folder = dexYcbPaths.sequence(this.root, sequence.subject, sequence.name);
    return {
      id: sampleId(sequence, view, frame),
      dataset: 'dexycb',
      subject: sequence.subject,
      sequence: sequence.name,
      frame,
      view,
      image: { path: dexYcbPaths.color(folder, view, frame), mirrored },
      camera: mirrored ? { ...camera, cx: camera.width - 1 - camera.cx } : camera,
      hand,
      joints: mirrored ? mirrorPoints(label.joints) : label.joints,
      objects,
      grasped,
      segmentation: dexYcbPaths.labels(folder, view, frame),
    };
  }

  /** All samples in order; pictures whose label has no hand are left out. */
  async *samples(): AsyncGenerator<Sample> {
    for (let position = 0; position < this.length; position++) {
      const sample = await this.load(position);
      if (sample !== null) yield sample;
    }
  }
}

/** What a `labels_*.npz` says about the hand and the objects, as it stands (not mirrored). */
export interface DexYcbLabel {
  /** (51) root axis-angle, coefficients, translation. */
  hand: Float32Array;
  /** (21, 3) metres, camera; null where the hand is not labelled. */
  joints: Float32Array | null;
  /** (21, 2) pixels. */
  joints2d: Float32Array;
  /** Camera from object; null where it is not there. */
  objectPoses: (RigidMotion | null)[];
}

/** Reads one label file, without its segmentation. */
export async function readLabel(
  root: string,
  sequence: Pick<DexYcbMeta, 'subject' | 'name' | 'objects'>,
  view: string,
  frame: number,
): Promise<DexYcbLabel> {
  const folder = dexYcbPaths.sequence(root, sequence.subject, sequence.name);
  const arrays = await readArrays(dexYcbPaths.labels(folder, view, frame), [
    { name: 'pose_y', shape: [sequence.objects.length, 3, 4], kind: 'float' },
    { name: 'pose_m', shape: [1, 51], kind: 'float' },
    { name: 'joint_3d', shape: [1, 21, 3], kind: 'float' },
    { name: 'joint_2d', shape: [1, 21, 2], kind: 'float' },
  ]);
  const data = (name: string) => arrays.get(name)?.data as Float32Array;
  const joints = data('joint_3d');
  const poses = data('pose_y');
  return {
    hand: data('pose_m'),
    joints: joints.every((value) => value === -1) ? null : joints,
    joints2d: data('joint_2d'),
    objectPoses: sequence.objects.map((_, i) => {
      const pose = Float64Array.from(poses.subarray(12 * i, 12 * i + 12));
      return pose.every((value) => value === 0) ? null : pose;
    }),
  };
}

/**
 * (height, width) segmentation of a sample: 0 background, object id, 255 hand; mirrored as its labels are.
 */
export async function readSegmentation(
  sample: Pick<Sample, 'segmentation' | 'camera' | 'image'>,
): Promise<Uint8Array> {
  if (sample.segmentation === null) throw new InputError(`${sample.image.path}: it has no segmentation`);
  const { width, height } = sample.camera;
  const arrays = await readArrays(sample.segmentation, [
    { name: 'seg', shape: [height, width], kind: 'uint8' },
  ]);
  const data = arrays.get('seg')?.data as Uint8Array;
  if (sample.image.mirrored)
    for (let y = 0; y < height; y++) data.subarray(y * width, (y + 1) * width).reverse();
  return data;
}

function sampleId(sequence: DexYcbMeta, view: string, frame: number): string {
  return `${sequence.subject}/${sequence.name}/${view}/${String(frame).padStart(6, '0')}`;
}
