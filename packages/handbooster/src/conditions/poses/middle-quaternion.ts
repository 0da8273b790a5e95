import type { PoseRange } from './pose-range.js';

/** |cosine| above which a quaternion is within an eighth of a turn of the middle one; a hair more. */
const NEAR = Math.SQRT1_2 + 1e-6;

/** The middle of the quaternions that two ranges of poses have in one place. */
export interface MiddleQuaternion {
  /** (4) not normalised. */
  quaternion: Float64Array;
  /** Share of the quaternions that are more than 45 degrees (on their sphere) away from it. */
  far: number;
  /**
   * What a quaternion adds to the bound of |dot| - dot with another: twice its angle beyond 45 degrees, times
   * both lengths.
   *
   * @param dot |dot product| with the middle one
   */
  excess(dot: number, length: number): number;
}

export function middleQuaternion(rows: PoseRange, columns: PoseRange, at: number): MiddleQuaternion {
  const m = new Float64Array(4);
  const ranges = [columns, rows];
  for (const { poses, from, to } of ranges) {
    const u = poses.values;
    for (let i = from * poses.size + at; i < to * poses.size; i += poses.size) {
      const dot = u[i] * m[0] + u[i + 1] * m[1] + u[i + 2] * m[2] + u[i + 3] * m[3];
      const sign = dot < 0 ? -1 : 1;
      for (let k = 0; k < 4; k++) m[k] += sign * u[i + k];
    }
  }
  const norm = Math.hypot(...m);
  let far = 0;
  let longest = 0;
  for (const { poses, from, to } of ranges) {
    const u = poses.values;
    for (let i = from * poses.size + at; i < to * poses.size; i += poses.size) {
      const dot = u[i] * m[0] + u[i + 1] * m[1] + u[i + 2] * m[2] + u[i + 3] * m[3];
      const own = Math.sqrt(u[i] ** 2 + u[i + 1] ** 2 + u[i + 2] ** 2 + u[i + 3] ** 2);
      if (Math.abs(dot) < NEAR * own * norm) far++;
      if (own > longest) longest = own;
    }
  }
  const all = ranges.reduce((sum, { from, to }) => sum + to - from, 0);
  return {
    quaternion: m,
    far: far / all,
    excess: (dot, length) =>
      dot >= NEAR * length * norm
        ? 0
        : 2 * length * longest * (Math.acos(Math.min(1, dot / (length * norm))) - Math.PI / 4 + 1e-6),
  };
}
