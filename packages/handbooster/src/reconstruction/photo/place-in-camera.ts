import type { Camera } from '../../geometry/camera.js';

/** Nearer than this no hand is placed, metres. */
const NEAREST = 0.05;
const STEPS = 10;

/**
 * Where points must be moved so that a camera shows them at given pixels: the translation with the least
 * squared distance in pixels. Two linear equations a point (fx (x + tx) = (u - cx) (z + tz), and so for y)
 * give the start, Gauss-Newton the rest.
 *
 * @param points (N, 3) metres, turned as in the camera. @param pixels (N, 2). @returns (3) metres.
 */
export function placeInCamera(
  points: ArrayLike<number>,
  pixels: ArrayLike<number>,
  camera: Camera,
): Float64Array {
  const { fx, fy, cx, cy } = camera;
  const count = points.length / 3;
  const linear = new NormalEquations();
  for (let i = 0; i < count; i++) {
    const [x, y, z] = [points[3 * i], points[3 * i + 1], points[3 * i + 2]];
    const [a, b] = [(pixels[2 * i] - cx) / fx, (pixels[2 * i + 1] - cy) / fy];
    linear.add(1, 0, -a, a * z - x);
    linear.add(0, 1, -b, b * z - y);
  }
  let place = linear.solve();
  const deepest = () => {
    let nearest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < count; i++) nearest = Math.min(nearest, points[3 * i + 2]);
    return nearest;
  };
  const least = NEAREST - deepest();
  if (!(place[2] > least)) place = Float64Array.of(place[0], place[1], least);
  for (let step = 0; step < STEPS; step++) {
    const equations = new NormalEquations();
    for (let i = 0; i < count; i++) {
      const z = points[3 * i + 2] + place[2];
      const [u, v] = [(points[3 * i] + place[0]) / z, (points[3 * i + 1] + place[1]) / z];
      equations.add(fx / z, 0, (-fx * u) / z, pixels[2 * i] - cx - fx * u);
      equations.add(0, fy / z, (-fy * v) / z, pixels[2 * i + 1] - cy - fy * v);
    }
    const change = equations.solve();
    // At most half the way to the camera in one step.
    const depth = place[2] - least;
    const share = Math.min(1, (0.5 * (depth + NEAREST)) / Math.max(Math.abs(change[2]), 1e-12));
    for (let k = 0; k < 3; k++) place[k] += share * change[k];
    if (!(place[2] >= least)) place[2] = least;
    if (Math.hypot(...change) < 1e-9) break;
  }
  return place;
}

/** Least squares of three unknowns. */
class NormalEquations {
  /** Upper triangle of A^T A, then A^T b. */
  readonly #sums = new Float64Array(9);

  add(a: number, b: number, c: number, right: number): void {
    const s = this.#sums;
    s[0] += a * a;
    s[1] += a * b;
    s[2] += a * c;
    s[3] += b * b;
    s[4] += b * c;
    s[5] += c * c;
    s[6] += a * right;
    s[7] += b * right;
    s[8] += c * right;
  }

  /** By Cramer's rule. */
  solve(): Float64Array {
    const [aa, ab, ac, bb, bc, cc, x, y, z] = this.#sums;
    const [p, q, r] = [bb * cc - bc * bc, bc * ac - ab * cc, ab * bc - bb * ac];
    const determinant = aa * p + ab * q + ac * r;
    return Float64Array.of(
      (p * x + q * y + r * z) / determinant,
      (q * x + (aa * cc - ac * ac) * y + (ab * ac - aa * bc) * z) / determinant,
      (r * x + (ab * ac - aa * bc) * y + (aa * bb - ab * ab) * z) / determinant,
    );
  }
}
