/** Singular value decomposition of a 3x3 matrix: A = U diag(s) V^T, s falling, U and V orthogonal. */
export interface Svd3 {
  u: Float64Array;
  s: Float64Array;
  v: Float64Array;
}

/**
 * One-sided Jacobi (Hestenes 1958) in double precision. The matrices are row-major; exact to a few ulps for
 * any rank.
 */
export function svd3(a: ArrayLike<number>): Svd3 {
  // Columns of `b` are turned until they are orthogonal: b = A V, then b = U diag(s).
  const b = Float64Array.from(a);
  const v = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
  for (let sweep = 0; sweep < 30; sweep++) {
    let turned = false;
    for (const [p, q] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ]) {
      let alpha = 0;
      let beta = 0;
      let gamma = 0;
      for (let k = 0; k < 9; k += 3) {
        alpha += b[k + p] * b[k + p];
        beta += b[k + q] * b[k + q];
        gamma += b[k + p] * b[k + q];
      }
      if (Math.abs(gamma) <= 1e-16 * Math.sqrt(alpha * beta)) continue;
      turned = true;
      const zeta = (beta - alpha) / (2 * gamma);
      const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
      const c = 1 / Math.sqrt(1 + t * t);
      rotateColumns(b, p, q, c, c * t);
      rotateColumns(v, p, q, c, c * t);
    }
    if (!turned) break;
  }
  const norms = [0, 1, 2].map((k) => Math.hypot(b[k], b[3 + k], b[6 + k]));
  const order = [0, 1, 2].sort((i, j) => norms[j] - norms[i]);
  const result: Svd3 = { u: new Float64Array(9), s: new Float64Array(3), v: new Float64Array(9) };
  order.forEach((from, to) => {
    result.s[to] = norms[from];
    for (let row = 0; row < 9; row += 3) {
      result.v[row + to] = v[row + from];
      result.u[row + to] = norms[from] > 0 ? b[row + from] / norms[from] : 0;
    }
  });
  completeBasis(result.u, result.s);
  return result;
}

function rotateColumns(m: Float64Array, p: number, q: number, c: number, s: number): void {
  for (let row = 0; row < 9; row += 3) {
    const x = m[row + p];
    m[row + p] = c * x - s * m[row + q];
    m[row + q] = s * x + c * m[row + q];
  }
}

/** Columns of U that belong to (next to) no singular value are any unit vectors orthogonal to the others. */
function completeBasis(u: Float64Array, s: Float64Array): void {
  const tiny = 1e-14 * s[0];
  for (let column = 0; column < 3; column++) {
    if (s[column] > tiny && s[column] > 0) continue;
    for (let axis = 0; axis < 3; axis++) {
      const w = [0, 0, 0];
      w[axis] = 1;
      for (let other = 0; other < column; other++) {
        const dot = w[0] * u[other] + w[1] * u[3 + other] + w[2] * u[6 + other];
        for (let k = 0; k < 3; k++) w[k] -= dot * u[3 * k + other];
      }
      const norm = Math.hypot(...w);
      if (norm < 0.5) continue;
      for (let k = 0; k < 3; k++) u[3 * k + column] = w[k] / norm;
      break;
    }
  }
}
