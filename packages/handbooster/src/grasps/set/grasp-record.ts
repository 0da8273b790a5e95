import type { Rejection } from '../validation/judge-grasp.js';
import type { GraspMeasures } from '../validation/measure-grasp.js';

/** One grasp with everything that is known of it. The object is at identity: its own frame is the world. */
export interface GraspRecord {
  /** `<object name>/<index>`, unique in its set. */
  id: string;
  object: { id: number; name: string };
  /** Counts the tries on this object from 0. */
  index: number;
  /** Of the whole set. */
  seed: number;
  /** (48) axis-angle, radians, absolute: root, then 15 joints in MANO's order. */
  pose: Float32Array;
  /** (10) the shape the grasp was made for; another would lose contact. */
  betas: Float32Array;
  /** (3) metres; vertices in the object's frame = model(pose, betas) + translation. */
  translation: Float32Array;
  /** (51) where the optimiser began: translation, root, fingers. */
  start: Float32Array;
  /** Hand vertices the energy held to the surface. */
  contacts: Int32Array;
  /** Unweighted terms as `ENERGY_TERMS`, and weighted totals, at the start and at the end. */
  termsBefore: Float32Array;
  termsAfter: Float32Array;
  energyBefore: number;
  energyAfter: number;
  measures: GraspMeasures;
  /**
   * Of six directions of gravity those in which the object stayed; null where the physics test was not run.
   */
  heldDirections: number | null;
  /** Passes the paper's three criteria. */
  valid: boolean;
  /** Valid, and able to hold the object. */
  holding: boolean;
  /** Criteria it failed, with the amounts. */
  rejections: Rejection[];
}
