/**
 * Solves (A + damping diag(A)) x = b by Cholesky's factors, as Levenberg and Marquardt's steps need.
 *
 * @param matrix (n, n) positive; only its lower half is read
 * @param right (n)
 * @param leastPivot squares of pivots are not taken for less, where A is not quite positive
 */
export function solveDamped(
  matrix: Float64Array,
  right: Float64Array,
  damping: number,
  leastPivot: number,
): Float64Array {
  const n = right.length;
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j];
      if (i === j) sum += damping * sum + 1e-12;
      for (let k = 0; k < j; k++) sum -= l[i * n + k] * l[j * n + k];
      l[i * n + j] = i === j ? Math.sqrt(Math.max(sum, leastPivot)) : sum / l[j * n + j];
    }
  }
  const x = Float64Array.from(right);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] -= l[i * n + k] * x[k];
    x[i] /= l[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] -= l[k * n + i] * x[k];
    x[i] /= l[i * n + i];
  }
  return x;
}
