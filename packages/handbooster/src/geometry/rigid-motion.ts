/**
 * A rigid motion [R | t]: 12 numbers, the rows of a 3x4 matrix, translation in metres.
 * x' = R x + t; `cameraFromObject` names a motion that takes object coordinates to camera coordinates.
 */
export type RigidMotion = Float64Array;
