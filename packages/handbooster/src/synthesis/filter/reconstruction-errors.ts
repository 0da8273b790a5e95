/** A hand in 3D, metres; the frame does not matter, errors are taken relative to the wrist. */
export interface ReconstructedHand {
  /** (V, 3) */
  vertices: ArrayLike<number>;
  /** (21, 3), wrist first. */
  joints: ArrayLike<number>;
}

/** The paper's four errors of one sample, millimetres. */
export interface ReconstructionErrors {
  /** J-PE: mean over joints, relative to the wrist. */
  jointError: number;
  /** V-PE: mean over vertices, relative to the wrist. */
  vertexError: number;
  /** PA-J-PE: after Procrustes alignment of the joints. */
  alignedJointError: number;
  /** PA-V-PE: after Procrustes alignment of the vertices. */
  alignedVertexError: number;
}

/** The four errors' keys, in the paper's order. */
export const RECONSTRUCTION_ERRORS = [
  'jointError',
  'vertexError',
  'alignedJointError',
  'alignedVertexError',
] as const satisfies readonly (keyof ReconstructionErrors)[];
