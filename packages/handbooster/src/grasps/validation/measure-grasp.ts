import { sampleDistance } from '../../geometry/distance/distance-field.js';
import { dot, length, subtract, unit, vectorAt } from '../../geometry/vector.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { closedFaces } from '../../hand/hand-parts.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { handAnatomy } from '../hand/hand-anatomy.js';
import { HandKinematics } from '../hand/hand-kinematics.js';
import { type SelfCollisionSpheres, selfCollisionSpheres } from '../hand/self-collision-spheres.js';
import type { GraspObject } from '../object/grasp-object.js';
import { type Contact, forceClosureTest } from './force-closure-test.js';
import { type HandParts, handParts, selfPenetrationDepth } from './self-penetration-depth.js';
import { voxelIntersection } from './voxel-intersection.js';

/** What is measured of a grasp. Metres, cubic metres. */
export interface GraspMeasures {
  /** Signed distance of the hand vertex nearest the object, or deepest in it (then negative). */
  nearest: number;
  /** Depth of the deepest hand vertex, 0 when none is inside. */
  depth: number;
  /** Volume shared by hand and object. */
  volume: number;
  /** Depth of the hand's parts in one another. */
  selfDepth: number;
  /** Bit b is set when the skin of bone b (0 ... 15) touches. */
  touching: number;
  /**
   * Minus the least cosine between a normal where the thumb touches and one where a finger or the palm does:
   * 1 is straight opposite, -1 when the thumb or everything else does not touch.
   */
  opposition: number;
  /** 0 when the contacts with friction resist every force and torque, else how far off, up to 1. */
  closureResidual: number;
  /** Most normal force that a unit wrench takes of them. */
  closureEffort: number;
  /**
   * How far the object comes through the flesh towards a bone, as a share of the flesh there: 0 at the skin,
   * 1 at the bone. A wall of a cup that runs through a finger shares little volume with it, and shows here.
   */
  pierced: number;
}

export interface MeasureOptions {
  /** Skin this near touches, metres. */
  touch: number;
  /** Coefficient of friction of skin; 0.5 is on the careful side of what is measured on plastic and card. */
  friction: number;
  /** Edge of the voxels that count the shared volume, metres. */
  voxel: number;
}

export const MEASURE_DEFAULTS: MeasureOptions = { touch: 0.002, friction: 0.5, voxel: 0.001 };

/** Points kept of each bone's contact: a patch resists twisting, a single point does not. */
const POINTS_PER_BONE = 3;

/** Measures grasps of one hand model. */
export class GraspMeter {
  readonly #model: HandModel;
  readonly #faces: Uint32Array;
  readonly #parts: HandParts;
  readonly #options: MeasureOptions;
  readonly #spheres: SelfCollisionSpheres;
  readonly #bones: HandKinematics;

  constructor(model: HandModel, options: Partial<MeasureOptions> = {}) {
    this.#model = model;
    this.#faces = closedFaces(model);
    this.#parts = handParts(model);
    this.#options = { ...MEASURE_DEFAULTS, ...options };
    this.#spheres = selfCollisionSpheres(model, handAnatomy(model));
    this.#bones = new HandKinematics(model, { vertices: [], onBones: this.#spheres.places });
  }

  /**
   * Measures one grasp; the object is at identity. `pose` (48) absolute axis-angle, `betas` (10),
   * `translation` (3).
   */
  measure(
    object: GraspObject,
    pose: ArrayLike<number>,
    betas: ArrayLike<number>,
    translation: ArrayLike<number>,
  ): GraspMeasures {
    const { vertices } = decodeHands(this.#model, pose, betas, translation);
    const { touch, friction, voxel } = this.#options;
    const contacts: Contact[] = [];
    const sample = new Float64Array(4);
    let nearest = Infinity;
    for (let v = 0; v < vertices.length; v += 3) {
      sampleDistance(object.field, vertices[v], vertices[v + 1], vertices[v + 2], sample);
      if (sample[0] < nearest) nearest = sample[0];
      if (sample[0] > touch) continue;
      const joint = this.#parts.partOf[v / 3];
      const slope = vectorAt(sample, 1);
      // In the very middle of the object no way is out.
      if (length(slope) < 1e-3) continue;
      contacts.push({ point: vectorAt(vertices, v), normal: unit(slope), joint });
    }
    const volume =
      nearest > 4 * touch ? 0 : voxelIntersection({ vertices, faces: this.#faces }, object.field, voxel);
    let touching = 0;
    for (const contact of contacts) touching |= 1 << contact.joint;
    const spread = spreadContacts(contacts);
    const { residual, effort } = forceClosureTest(
      spread,
      object.centre,
      characteristicLength(object),
      friction,
    );
    return {
      nearest,
      depth: Math.max(0, -nearest),
      volume,
      selfDepth: selfPenetrationDepth(this.#parts, vertices),
      touching,
      opposition: opposition(contacts),
      closureResidual: residual,
      closureEffort: effort,
      pierced: this.#pierced(object, pose, betas, translation),
    };
  }

  #pierced(
    object: GraspObject,
    pose: ArrayLike<number>,
    betas: ArrayLike<number>,
    translation: ArrayLike<number>,
  ): number {
    const bones = this.#bones;
    bones.forward(bones.shape(betas), [...Array.from(translation), ...Array.from(pose)]);
    const sample = new Float64Array(4);
    let most = 0;
    this.#spheres.radii.forEach((radius, s) => {
      sampleDistance(
        object.field,
        bones.points[3 * s],
        bones.points[3 * s + 1],
        bones.points[3 * s + 2],
        sample,
      );
      most = Math.max(most, 1 - sample[0] / radius);
    });
    return most;
  }
}

/** Half the diagonal of the object's bounds: makes torques comparable with forces. */
function characteristicLength(object: GraspObject): number {
  return 0.5 * length(subtract(object.high, object.low));
}

/** A few contacts a bone, far from each other. */
function spreadContacts(contacts: readonly Contact[]): Contact[] {
  const out: Contact[] = [];
  for (let joint = 0; joint < 16; joint++) {
    const own = contacts.filter((contact) => contact.joint === joint);
    const kept: Contact[] = [];
    while (kept.length < Math.min(POINTS_PER_BONE, own.length)) {
      let best = own[0];
      let farthest = -1;
      for (const contact of own) {
        const distance = Math.min(1e9, ...kept.map((other) => length(subtract(contact.point, other.point))));
        if (distance > farthest) {
          farthest = distance;
          best = contact;
        }
      }
      if (farthest < 1e-9) break;
      kept.push(best);
    }
    out.push(...kept);
  }
  return out;
}

function opposition(contacts: readonly Contact[]): number {
  const thumb = contacts.filter(({ joint }) => joint >= 13);
  const others = contacts.filter(({ joint }) => joint < 13);
  let best = -1;
  for (const a of thumb) for (const b of others) best = Math.max(best, -dot(a.normal, b.normal));
  return best;
}
