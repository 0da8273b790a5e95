/** Pose and shape of a hand. */
export interface HandParameters {
  /** (48) absolute axis-angle. */
  pose: Float32Array;
  /** (10) */
  betas: Float32Array;
}
