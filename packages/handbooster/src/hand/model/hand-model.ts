/** Which hand. Inside HandBooster every hand is a right one; readers mirror left ones and remember it. */
export type HandSide = 'right' | 'left';

/**
 * A parametric hand with MANO's schema (Romero et al. 2017). V vertices and F faces are whatever the model
 * file has: 778 and 1538 for MANO, 1159 and 2314 for the built-in hand. Lengths in metres, angles in radians.
 *
 * The 16 joints are in MANO's order: wrist; index, middle, little, ring and thumb, three each from the
 * knuckle out.
 */
export interface HandModel {
  /** For people: `mano-right`, `builtin-right`, ... */
  name: string;
  /**
   * SHA-256 over the arrays below; labels carry it, and a reader refuses to decode them with another model.
   */
  hash: string;
  side: HandSide;
  /** (V, 3) rest vertices. */
  template: Float32Array;
  /** (F, 3), counter-clockwise seen from outside; may be open at the wrist. */
  faces: Uint32Array;
  /** (16) parent of each joint, -1 for the wrist. */
  parents: Int32Array;
  /** (V, 16) skinning weights; rows sum to 1. */
  weights: Float32Array;
  /** (16, V); joints = jointRegressor x shaped vertices. */
  jointRegressor: Float32Array;
  /** (V, 3, 10) offset of each vertex per unit of each shape coefficient. */
  shapeDirections: Float32Array;
  /**
   * (V, 3, 135) offset per entry of the 15 joint rotations minus the identity (row-major, joints in order).
   */
  poseDirections: Float32Array;
  /** (45, 45) rows are pose components; axis-angle = coefficients x components (+ mean). */
  poseComponents: Float32Array;
  /** (45) axis-angle of the mean pose. */
  poseMean: Float32Array;
  /** (5) tip vertices: thumb, index, middle, ring, little. */
  tips: Int32Array;
  /** Where the model is from and under which terms. */
  provenance: string;
}
