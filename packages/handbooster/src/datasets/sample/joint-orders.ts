/**
 * HO3D's joint order is MANO's 16 joints, then the tips of thumb, index, middle, ring and little finger.
 * `TO_21[i]` is the place in it of joint i of the order used here (wrist, thumb 1-4, index 1-4, middle, ring,
 * little).
 */
const TO_21 = [0, 13, 14, 15, 16, 1, 2, 3, 17, 4, 5, 6, 18, 10, 11, 12, 19, 7, 8, 9, 20];

/** Joints (21, n) in HO3D's order, in the order used here. */
export function fromHo3dOrder(joints: ArrayLike<number>, width = 3): Float32Array {
  const out = new Float32Array(joints.length);
  for (const [to, from] of TO_21.entries()) {
    for (let k = 0; k < width; k++) out[to * width + k] = joints[from * width + k];
  }
  return out;
}

/** Joints (21, n) in the order used here, in HO3D's. */
export function toHo3dOrder(joints: ArrayLike<number>, width = 3): Float32Array {
  const out = new Float32Array(joints.length);
  for (const [from, to] of TO_21.entries()) {
    for (let k = 0; k < width; k++) out[to * width + k] = joints[from * width + k];
  }
  return out;
}
