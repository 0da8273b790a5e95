/**
 * A rigid motion [R | t]: 12 numbers, the rows of a 3x4 matrix, translation in metres.
 * x' = R x + t; `cameraFromObject` names a motion that takes object coordinates to camera coordinates.
 */
export type RigidMotion = Float64Array;

/** The motion that moves nothing. */
export function identityRigid(): RigidMotion {
  return Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0);
}

/** [R | t] of a rotation matrix (9, row-major) and a translation (3). */
export function rigid(rotation: ArrayLike<number>, translation: ArrayLike<number>): RigidMotion {
  const r = rotation;
  const t = translation;
  return Float64Array.of(r[0], r[1], r[2], t[0], r[3], r[4], r[5], t[1], r[6], r[7], r[8], t[2]);
}

/** The rotation matrix (9) of a motion. */
export function rotationOf(m: ArrayLike<number>): Float64Array {
  return Float64Array.of(m[0], m[1], m[2], m[4], m[5], m[6], m[8], m[9], m[10]);
}

/** The translation (3) of a motion. */
export function translationOf(m: ArrayLike<number>): Float64Array {
  return Float64Array.of(m[3], m[7], m[11]);
}

/** `b`, then `a`: composeRigid(cameraFromWorld, worldFromObject) is cameraFromObject. */
export function composeRigid(a: ArrayLike<number>, b: ArrayLike<number>): RigidMotion {
  const out = new Float64Array(12);
  for (let row = 0; row < 12; row += 4) {
    for (let column = 0; column < 4; column++) {
      out[row + column] = a[row] * b[column] + a[row + 1] * b[4 + column] + a[row + 2] * b[8 + column];
    }
    out[row + 3] += a[row + 3];
  }
  return out;
}

/** The motion that undoes this one; R must be a rotation. */
export function invertRigid(m: ArrayLike<number>): RigidMotion {
  const [x, y, z] = [m[3], m[7], m[11]];
  return Float64Array.of(
    m[0],
    m[4],
    m[8],
    -(m[0] * x + m[4] * y + m[8] * z),
    m[1],
    m[5],
    m[9],
    -(m[1] * x + m[5] * y + m[9] * z),
    m[2],
    m[6],
    m[10],
    -(m[2] * x + m[6] * y + m[10] * z),
  );
}

/** Moves points (N, 3). `out` may be `points` itself. */
export function applyRigid(
  m: ArrayLike<number>,
  points: ArrayLike<number>,
  out: Float32Array = new Float32Array(points.length),
): Float32Array {
  for (let i = 0; i < points.length; i += 3) {
    const x = points[i];
    const y = points[i + 1];
    const z = points[i + 2];
    out[i] = m[0] * x + m[1] * y + m[2] * z + m[3];
    out[i + 1] = m[4] * x + m[5] * y + m[6] * z + m[7];
    out[i + 2] = m[8] * x + m[9] * y + m[10] * z + m[11];
  }
  return out;
}

/** Turns directions (N, 3) without moving them. */
export function applyRotation(
  m: ArrayLike<number>,
  directions: ArrayLike<number>,
  out: Float32Array = new Float32Array(directions.length),
): Float32Array {
  for (let i = 0; i < directions.length; i += 3) {
    const x = directions[i];
    const y = directions[i + 1];
    const z = directions[i + 2];
    out[i] = m[0] * x + m[1] * y + m[2] * z;
    out[i + 1] = m[4] * x + m[5] * y + m[6] * z;
    out[i + 2] = m[8] * x + m[9] * y + m[10] * z;
  }
  return out;
}
