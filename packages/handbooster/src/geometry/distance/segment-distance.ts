/**
 * Distance between two segments (Ericson, "Real-Time Collision Detection", 2005, 5.1.9): from point `a` to
 * `b`, and from `c` to `d`, each an index into `points` (N, 3).
 */
export function segmentDistance(
  points: ArrayLike<number>,
  a: number,
  b: number,
  c: number,
  d: number,
): number {
  const p = [0, 1, 2].map((k) => points[a * 3 + k]);
  const q = [0, 1, 2].map((k) => points[c * 3 + k]);
  const u = [0, 1, 2].map((k) => points[b * 3 + k] - p[k]);
  const v = [0, 1, 2].map((k) => points[d * 3 + k] - q[k]);
  const w = [0, 1, 2].map((k) => p[k] - q[k]);
  const dot = (x: number[], y: number[]) => x[0] * y[0] + x[1] * y[1] + x[2] * y[2];
  const uu = dot(u, u);
  const uv = dot(u, v);
  const vv = dot(v, v);
  const uw = dot(u, w);
  const vw = dot(v, w);
  const clamp = (x: number) => Math.min(1, Math.max(0, x));
  const denominator = uu * vv - uv * uv;
  let s = denominator > 1e-12 ? clamp((uv * vw - vv * uw) / denominator) : 0;
  let t = (uv * s + vw) / (vv || 1);
  if (t < 0 || t > 1) {
    t = clamp(t);
    s = clamp((uv * t - uw) / (uu || 1));
  }
  return Math.hypot(...w.map((x, k) => x + s * u[k] - t * v[k]));
}
