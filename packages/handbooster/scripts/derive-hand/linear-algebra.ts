/** Solves a small dense system (n, n) x = (n) by Gaussian elimination with pivoting. */
export function solveLinear(matrix: ArrayLike<number>, right: ArrayLike<number>): Float64Array {
  const n = right.length;
  const a = Float64Array.from(matrix);
  const x = Float64Array.from(right);
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column + 1; row < n; row++) {
      if (Math.abs(a[row * n + column]) > Math.abs(a[pivot * n + column])) pivot = row;
    }
    for (let k = 0; k < n; k++) {
      [a[column * n + k], a[pivot * n + k]] = [a[pivot * n + k], a[column * n + k]];
    }
    [x[column], x[pivot]] = [x[pivot], x[column]];
    for (let row = 0; row < n; row++) {
      if (row === column) continue;
      const factor = a[row * n + column] / a[column * n + column];
      for (let k = column; k < n; k++) a[row * n + k] -= factor * a[column * n + k];
      x[row] -= factor * x[column];
    }
  }
  return x.map((value, i) => value / a[i * n + i]);
}

/** Eigenvalues (descending) and eigenvectors (rows) of a symmetric matrix (n, n), by Jacobi rotations. */
export function symmetricEigen(
  matrix: ArrayLike<number>,
  n: number,
): { values: number[]; vectors: Float64Array[] } {
  const a = Float64Array.from(matrix);
  const v = Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
  for (let sweep = 0; sweep < 60; sweep++) {
    let rest = 0;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const apq = a[p * n + q];
        rest += apq * apq;
        if (Math.abs(apq) < 1e-300) continue;
        const tau = (a[q * n + q] - a[p * n + p]) / (2 * apq);
        const t = (tau < 0 ? -1 : 1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
        const c = 1 / Math.sqrt(1 + t * t);
        const s = t * c;
        for (let k = 0; k < n; k++) {
          const [x, y] = [a[k * n + p], a[k * n + q]];
          a[k * n + p] = c * x - s * y;
          a[k * n + q] = s * x + c * y;
        }
        for (let k = 0; k < n; k++) {
          const [x, y] = [a[p * n + k], a[q * n + k]];
          a[p * n + k] = c * x - s * y;
          a[q * n + k] = s * x + c * y;
          const [z, w] = [v[p * n + k], v[q * n + k]];
          v[p * n + k] = c * z - s * w;
          v[q * n + k] = s * z + c * w;
        }
      }
    }
    if (rest < 1e-30) break;
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[j * n + j] - a[i * n + i]);
  return {
    values: order.map((i) => a[i * n + i]),
    vectors: order.map((i) => v.slice(i * n, (i + 1) * n)),
  };
}
