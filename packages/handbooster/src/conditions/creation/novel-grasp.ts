/** How a grasp touches its object, by the validation's measures. */
export interface GraspFit {
  /** Between hand and object; 0 where they touch. */
  gapMillimetres: number;
  /** Of the deepest hand vertex in the object; 0 when none is inside. */
  depthMillimetres: number;
  /** Shared by hand and object. */
  volumeCubicCentimetres: number;
  /** Of the hand's parts in one another. */
  selfDepthMillimetres: number;
}

/** A grasp of the optimiser, in the object's own frame. */
export interface NovelGrasp {
  id: string;
  object: { id: number; name: string };
  /** (48) absolute axis-angle. */
  pose: ArrayLike<number>;
  /** (10) the shape it was optimised for; another loses contact or cuts in (`GraspRefit`). */
  betas: ArrayLike<number>;
  /** (3) metres. */
  translation: ArrayLike<number>;
  /** With `betas`; kept with the condition. */
  fit?: GraspFit;
}
