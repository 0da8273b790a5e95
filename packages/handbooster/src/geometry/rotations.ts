/**
 * Rotations as plain numbers: axis-angle vectors (3, radians), quaternions (w, x, y, z) and 3x3 matrices
 * (9, row-major). All maths in float64; `offset` picks one rotation out of a longer array.
 */

/** Rotation matrix (9) of an axis-angle vector (Rodrigues); smooth through zero. */
export function axisAngleToMatrix(axisAngle: ArrayLike<number>, offset = 0): Float64Array {
  const x = axisAngle[offset];
  const y = axisAngle[offset + 1];
  const z = axisAngle[offset + 2];
  const squared = x * x + y * y + z * z;
  let s: number; // sin(t) / t
  let c: number; // (1 - cos(t)) / t^2
  if (squared < 1e-8) {
    s = 1 - squared / 6;
    c = 0.5 - squared / 24;
  } else {
    const angle = Math.sqrt(squared);
    s = Math.sin(angle) / angle;
    const half = Math.sin(angle / 2) / angle;
    c = 2 * half * half;
  }
  return Float64Array.of(
    1 - c * (y * y + z * z),
    c * x * y - s * z,
    c * x * z + s * y,
    c * x * y + s * z,
    1 - c * (x * x + z * z),
    c * y * z - s * x,
    c * x * z - s * y,
    c * y * z + s * x,
    1 - c * (x * x + y * y),
  );
}

/** Axis-angle vector (3) of a rotation matrix; the angle is in [0, pi]. */
export function matrixToAxisAngle(matrix: ArrayLike<number>, offset = 0): Float64Array {
  return quaternionToAxisAngle(matrixToQuaternion(matrix, offset));
}

/** Rotation matrix (9) of a quaternion, which need not have unit length. */
export function quaternionToMatrix(quaternion: ArrayLike<number>, offset = 0): Float64Array {
  const w = quaternion[offset];
  const x = quaternion[offset + 1];
  const y = quaternion[offset + 2];
  const z = quaternion[offset + 3];
  const k = 2 / (w * w + x * x + y * y + z * z);
  return Float64Array.of(
    1 - k * (y * y + z * z),
    k * (x * y - w * z),
    k * (x * z + w * y),
    k * (x * y + w * z),
    1 - k * (x * x + z * z),
    k * (y * z - w * x),
    k * (x * z - w * y),
    k * (y * z + w * x),
    1 - k * (x * x + y * y),
  );
}

/** Unit quaternion (4), w >= 0, of a rotation matrix (Shepperd 1978: divides by the largest component). */
export function matrixToQuaternion(m: ArrayLike<number>, offset = 0): Float64Array {
  const a = m[offset];
  const e = m[offset + 4];
  const i = m[offset + 8];
  const squares = [1 + a + e + i, 1 + a - e - i, 1 - a + e - i, 1 - a - e + i]; // 4 x square of w, x, y, z
  let largest = 0;
  for (let k = 1; k < 4; k++) if (squares[k] > squares[largest]) largest = k;
  const wx = m[offset + 7] - m[offset + 5];
  const wy = m[offset + 2] - m[offset + 6];
  const wz = m[offset + 3] - m[offset + 1];
  const xy = m[offset + 1] + m[offset + 3];
  const xz = m[offset + 2] + m[offset + 6];
  const yz = m[offset + 5] + m[offset + 7];
  const rows = [
    [squares[0], wx, wy, wz],
    [wx, squares[1], xy, xz],
    [wy, xy, squares[2], yz],
    [wz, xz, yz, squares[3]],
  ];
  return normalised(rows[largest]);
}

/** Unit quaternion (4), w >= 0, of an axis-angle vector. */
export function axisAngleToQuaternion(axisAngle: ArrayLike<number>, offset = 0): Float64Array {
  const x = axisAngle[offset];
  const y = axisAngle[offset + 1];
  const z = axisAngle[offset + 2];
  const angle = Math.sqrt(x * x + y * y + z * z);
  const s = angle < 1e-4 ? 0.5 - (angle * angle) / 48 : Math.sin(angle / 2) / angle;
  return normalised([Math.cos(angle / 2), s * x, s * y, s * z]);
}

/** Axis-angle vector (3), angle in [0, pi], of a quaternion, which need not have unit length. */
export function quaternionToAxisAngle(quaternion: ArrayLike<number>, offset = 0): Float64Array {
  const [w, x, y, z] = normalised([
    quaternion[offset],
    quaternion[offset + 1],
    quaternion[offset + 2],
    quaternion[offset + 3],
  ]);
  const sine = Math.sqrt(x * x + y * y + z * z);
  const k = sine < 1e-6 ? 2 + (sine * sine) / 3 : (2 * Math.atan2(sine, w)) / sine;
  return Float64Array.of(k * x, k * y, k * z);
}

/** Product (4) of two quaternions: rotate by `b`, then by `a`. */
export function multiplyQuaternions(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  return Float64Array.of(
    a[0] * b[0] - a[1] * b[1] - a[2] * b[2] - a[3] * b[3],
    a[0] * b[1] + a[1] * b[0] + a[2] * b[3] - a[3] * b[2],
    a[0] * b[2] - a[1] * b[3] + a[2] * b[0] + a[3] * b[1],
    a[0] * b[3] + a[1] * b[2] - a[2] * b[1] + a[3] * b[0],
  );
}

/** Product (9) of two 3x3 matrices. */
export function multiplyMatrices(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  const out = new Float64Array(9);
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      out[row * 3 + column] =
        a[row * 3] * b[column] + a[row * 3 + 1] * b[3 + column] + a[row * 3 + 2] * b[6 + column];
    }
  }
  return out;
}

/** Transpose (9) of a 3x3 matrix; of a rotation, its inverse. */
export function transposeMatrix(m: ArrayLike<number>): Float64Array {
  return Float64Array.of(m[0], m[3], m[6], m[1], m[4], m[7], m[2], m[5], m[8]);
}

/** A vector (3) turned by a 3x3 matrix (length 9) or a quaternion (length 4). */
export function rotateVector(rotation: ArrayLike<number>, vector: ArrayLike<number>): Float64Array {
  const m = rotation.length === 4 ? quaternionToMatrix(rotation) : rotation;
  const [x, y, z] = [vector[0], vector[1], vector[2]];
  return Float64Array.of(
    m[0] * x + m[1] * y + m[2] * z,
    m[3] * x + m[4] * y + m[5] * z,
    m[6] * x + m[7] * y + m[8] * z,
  );
}

/** Angle in [0, pi] of the rotation that takes one unit quaternion to the other. */
export function rotationDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const relative = multiplyQuaternions([a[0], -a[1], -a[2], -a[3]], b);
  return 2 * Math.atan2(Math.hypot(relative[1], relative[2], relative[3]), Math.abs(relative[0]));
}

function normalised(q: ArrayLike<number>): Float64Array {
  const length = Math.sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
  const k = (q[0] < 0 ? -1 : 1) / length;
  return Float64Array.of(k * q[0], k * q[1], k * q[2], k * q[3]);
}
