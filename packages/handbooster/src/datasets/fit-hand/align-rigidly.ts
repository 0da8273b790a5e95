/**
 * The rotation (9, row-major) that turns one set of points closest to another, weighted least squares about
 * their weighted means (Horn 1987: the largest eigenvector of a 4x4 matrix; never a reflection).
 *
 * @param weights (N); points of weight 0 do not count.
 */
export function alignRigidly(
  from: ArrayLike<number>,
  to: ArrayLike<number>,
  weights: ArrayLike<number>,
): Float64Array {
  const meanFrom = [0, 0, 0];
  const meanTo = [0, 0, 0];
  let total = 0;
  for (let i = 0; i < weights.length; i++) {
    total += weights[i];
    for (let k = 0; k < 3; k++) {
      meanFrom[k] += weights[i] * from[3 * i + k];
      meanTo[k] += weights[i] * to[3 * i + k];
    }
  }
  if (!(total > 0)) throw new RangeError('alignRigidly: expected points of positive weight');
  const s = new Float64Array(9); // sum of from x to^T
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0) continue;
    for (let row = 0; row < 3; row++) {
      for (let column = 0; column < 3; column++) {
        s[3 * row + column] +=
          weights[i] *
          (from[3 * i + row] - meanFrom[row] / total) *
          (to[3 * i + column] - meanTo[column] / total);
      }
    }
  }
  const [xx, xy, xz, yx, yy, yz, zx, zy, zz] = s;
  const q = largestEigenvector([
    [xx + yy + zz, yz - zy, zx - xz, xy - yx],
    [yz - zy, xx - yy - zz, xy + yx, zx + xz],
    [zx - xz, xy + yx, yy - xx - zz, yz + zy],
    [xy - yx, zx + xz, yz + zy, zz - xx - yy],
  ]);
  const [w, x, y, z] = q;
  return Float64Array.of(
    1 - 2 * (y * y + z * z),
    2 * (x * y - w * z),
    2 * (x * z + w * y),
    2 * (x * y + w * z),
    1 - 2 * (x * x + z * z),
    2 * (y * z - w * x),
    2 * (x * z - w * y),
    2 * (y * z + w * x),
    1 - 2 * (x * x + y * y),
  );
}

/** Unit eigenvector of a symmetric 4x4 matrix for its largest eigenvalue, by Jacobi's rotations. */
function largestEigenvector(matrix: number[][]): number[] {
  const a = matrix.map((row) => [...row]);
  const v: number[][] = [0, 1, 2, 3].map((i) => [0, 1, 2, 3].map((j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < 30; sweep++) {
    let off = 0;
    for (let p = 0; p < 3; p++) {
      for (let q = p + 1; q < 4; q++) {
        off += a[p][q] * a[p][q];
        if (a[p][q] === 0) continue;
        const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        for (let k = 0; k < 4; k++)
          [a[k][p], a[k][q]] = [c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]];
        for (let k = 0; k < 4; k++)
          [a[p][k], a[q][k]] = [c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]];
        for (let k = 0; k < 4; k++)
          [v[k][p], v[k][q]] = [c * v[k][p] - s * v[k][q], s * v[k][p] + c * v[k][q]];
      }
    }
    if (off < 1e-30 * (a[0][0] ** 2 + a[1][1] ** 2 + a[2][2] ** 2 + a[3][3] ** 2)) break;
  }
  let best = 0;
  for (let i = 1; i < 4; i++) if (a[i][i] > a[best][best]) best = i;
  return v.map((row) => row[best]);
}
