import { join } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { readArrays } from '../../base/files/read-arrays.js';
import { readYaml, z } from '../../base/files/read-yaml.js';
import { type RigidMotion, rigid } from '../../geometry/rigid-motion.js';
import { quaternionToMatrix } from '../../geometry/rotations.js';
import type { HandSide } from '../../hand/model/hand-model.js';
import { dexYcbPaths } from './dexycb-layout.js';

/** What `meta.yml` says. */
export interface DexYcbMeta {
  subject: string;
  name: string;
  side: HandSide;
  serials: string[];
  frames: number;
  /** YCB ids of the objects on the table. */
  objects: number[];
  /** Index into `objects` of the one that is grasped. */
  grasped: number;
  extrinsics: string;
  handCalibration: string;
}

const name = z.union([z.string(), z.number()]).transform(String);
const META = z.object({
  serials: z.array(name).min(1),
  num_frames: z.number().int().min(0),
  extrinsics: name,
  ycb_ids: z.array(z.number().int().min(1).max(254)).min(1),
  ycb_grasp_ind: z.number().int().min(0),
  mano_sides: z.array(z.enum(['right', 'left'])).length(1),
  mano_calib: z.array(name).min(1),
});

/** Reads a sequence's `meta.yml`. */
export async function readMeta(root: string, subject: string, sequence: string): Promise<DexYcbMeta> {
  const path = dexYcbPaths.meta(root, subject, sequence);
  const meta = await readYaml(path, META);
  if (meta.ycb_grasp_ind >= meta.ycb_ids.length) {
    throw new InputError(
      `${path}: ycb_grasp_ind: expected an index below ${meta.ycb_ids.length}, found ${meta.ycb_grasp_ind}`,
    );
  }
  return {
    subject,
    name: sequence,
    side: meta.mano_sides[0],
    serials: meta.serials,
    frames: meta.num_frames,
    objects: meta.ycb_ids,
    grasped: meta.ycb_grasp_ind,
    extrinsics: meta.extrinsics,
    handCalibration: meta.mano_calib[0],
  };
}

/** What `pose.npz` says: the whole sequence in the world's (the master camera's) frame. */
export class DexYcbTrack {
  /** (F) 1 where the hand is labelled. */
  readonly handPresent: Uint8Array;
  /** (F, 51) root axis-angle, coefficients, translation; of the hand in the picture, not mirrored. */
  readonly hands: Float32Array;
  readonly #objects: Float32Array;
  readonly #count: number;

  constructor(hands: Float32Array, objects: Float32Array, count: number) {
    this.hands = hands;
    this.#objects = objects;
    this.#count = count;
    this.handPresent = new Uint8Array(hands.length / 51);
    for (let i = 0; i < hands.length; i++) if (hands[i] !== 0) this.handPresent[Math.floor(i / 51)] = 1;
  }

  /** World from object in each frame, null where it is missing; the input of Eq. 3. */
  object(index: number): (RigidMotion | null)[] {
    const poses: (RigidMotion | null)[] = [];
    for (let frame = 0; frame < this.handPresent.length; frame++) {
      const at = (frame * this.#count + index) * 7;
      const [x, y, z, w, tx, ty, tz] = this.#objects.subarray(at, at + 7);
      const missing = x === 0 && y === 0 && z === 0 && tx === 0 && ty === 0 && tz === 0;
      poses.push(missing ? null : rigid(quaternionToMatrix([w, x, y, z]), [tx, ty, tz]));
    }
    return poses;
  }
}

/** Reads a sequence's `pose.npz`. */
export async function readTrack(root: string, meta: DexYcbMeta): Promise<DexYcbTrack> {
  const path = join(dexYcbPaths.sequence(root, meta.subject, meta.name), 'pose.npz');
  const count = meta.objects.length;
  const arrays = await readArrays(path, [
    { name: 'pose_y', shape: [meta.frames, count, 7], kind: 'float' },
    { name: 'pose_m', shape: [meta.frames, 1, 51], kind: 'float' },
  ]);
  const data = (key: string) => arrays.get(key)?.data as Float32Array;
  return new DexYcbTrack(data('pose_m'), data('pose_y'), count);
}
