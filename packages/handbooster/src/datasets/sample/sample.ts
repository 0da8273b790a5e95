import type { Camera } from '../../geometry/camera.js';
import type { RigidMotion } from '../../geometry/rigid-motion.js';
import type { HandSide } from '../../hand/model/hand-model.js';

/** Where an image is, and what must be done to its pixels to agree with the labels. */
export interface ImageReference {
  /** Absolute path of a JPEG or PNG file, or of an archive that has one at `range`. */
  path: string;
  /** Where in the file the image lies, bytes; the whole file where absent. */
  range?: { offset: number; length: number };
  /** True when the labels were mirrored (a left hand): the pixels must be mirrored too when they are read. */
  mirrored: boolean;
}

/** The parameters of a hand model in the camera frame. */
export interface HandLabel {
  /** The side that was in the picture; the parameters are always a right hand's. */
  side: HandSide;
  /**
   * (48) axis-angle, radians: root, then 15 joints in MANO's order. Absolute angles: zero is the template's
   * pose, no mean pose is to be added (`flat_hand_mean=True`).
   */
  pose: Float32Array;
  /** (10) shape coefficients. */
  betas: Float32Array;
  /** (3) metres; vertices in the camera = model(pose, betas) + translation. */
  translation: Float32Array;
  /** Hash of the hand model the parameters belong to, where the dataset says so; null for MANO datasets. */
  modelHash: string | null;
}

/** An object in the picture. */
export interface ObjectLabel {
  /** YCB id 1 ... 21 (DexYCB's numbering); ids past 21 are objects of the user's own. */
  id: number;
  /** Name of the model folder, for example `003_cracker_box`. */
  name: string;
  /** Camera from object; in a mirrored sample it places the mirrored object (each vertex's x negated). */
  pose: RigidMotion;
}

/** One labelled image: what every dataset reader yields. Metres, radians, OpenCV camera axes, right hands. */
export interface Sample {
  /** Unique in its dataset and stable: it names the random numbers that go with the sample. */
  id: string;
  /** `dexycb`, `ho3d`, `synthetic`, ... */
  dataset: string;
  subject: string;
  sequence: string;
  /** Frame number in the sequence. */
  frame: number;
  /** Camera serial or name. */
  view: string;
  image: ImageReference;
  camera: Camera;
  hand: HandLabel;
  /** (21, 3) metres, camera frame; wrist, thumb 1-4, index 1-4, middle 1-4, ring 1-4, little 1-4. */
  joints: Float32Array;
  objects: ObjectLabel[];
  /** Index into `objects` of the one the sequence is about, or -1. */
  grasped: number;
  /** Path of a per-pixel segmentation (`.npz` key `seg`: 0 background, object id, 255 hand), or null. */
  segmentation: string | null;
}
